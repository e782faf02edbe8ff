"""How verdicts look: a mark that is read without colour, and a colour."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LOOKS", "READINGS", "Look", "look"]


@dataclass(frozen=True)
class Look:
    """How one verdict is shown.

    Attributes
    ----------
    mark : str
        One character.
    style : str
        For the terminal.
    ink : str
        For borders and text in a drawing.
    paper : str
        For areas in a drawing.
    meaning : str
        For a legend.
    """

    mark: str
    style: str
    ink: str
    paper: str
    meaning: str


LOOKS = {
    "proved": Look("✓", "green", "#1a7f37", "#dafbe1", "holds as printed"),
    "well-formed": Look("✓", "green", "#1a7f37", "#dafbe1", "agrees with itself"),
    "valid": Look("✓", "green", "#1a7f37", "#dafbe1", "every displayed relation is proved"),
    "repaired": Look("±", "yellow", "#bf6c00", "#fff1c7", "proved after a named change"),
    "cited": Look("†", "cyan", "#0969da", "#ddf4ff", "taken from the literature"),
    "refuted": Look("✗", "bold red", "#c9252d", "#ffe2e0", "an exact counterexample breaks it"),
    "ill-formed": Look("✗", "bold red", "#c9252d", "#ffe2e0", "contradicts itself"),
    "gap": Look("✗", "red", "#c9252d", "#ffe2e0", "some displayed relation is not proved"),
    "open": Look("?", "magenta", "#8250df", "#f1e5ff", "neither proved nor refuted"),
    "none": Look("–", "dim", "#6e7781", "#ffffff", "nothing displayed"),
}

#: The readings of norms that the paper leaves open, as a reader knows them.
READINGS = {"sup": "sup", "L_alpha": "L_α"}


def look(verdict: str) -> Look:
    """Return how a verdict is shown.

    Examples
    --------
    >>> look("proved").mark, look("refuted").mark
    ('✓', '✗')
    """
    return LOOKS.get(verdict, LOOKS["open"])
