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
    night_ink, night_paper : str
        The same on a dark ground.
    """

    mark: str
    style: str
    ink: str
    paper: str
    meaning: str
    night_ink: str
    night_paper: str


# Ink and paper by day and by night: each ink is read on each paper of its time with a contrast of
# 4.5 at least, as WCAG AA asks for.
_GREEN = ("#17692f", "#dafbe1", "#5fd583", "#12301d")
_AMBER = ("#854b00", "#fff1c7", "#e8b04a", "#372908")
_BLUE = ("#0757b8", "#ddf4ff", "#7cbcff", "#10294a")
_RED = ("#b81d28", "#ffe2e0", "#ff9a94", "#44191c")
_VIOLET = ("#7239c9", "#f1e5ff", "#c7a6ff", "#2d1f4d")
_GREY = ("#59626c", "#ffffff", "#a3adb8", "#171c23")


def _look(mark: str, style: str, hue: tuple[str, str, str, str], meaning: str) -> Look:
    ink, paper, night_ink, night_paper = hue
    return Look(mark, style, ink, paper, meaning, night_ink, night_paper)


LOOKS = {
    "proved": _look("✓", "green", _GREEN, "holds as printed"),
    "well-formed": _look("✓", "green", _GREEN, "agrees with itself"),
    "valid": _look("✓", "green", _GREEN, "every displayed relation is proved"),
    "repaired": _look("±", "yellow", _AMBER, "proved after a named change"),
    "cited": _look("†", "cyan", _BLUE, "taken from the literature"),
    "refuted": _look("✗", "bold red", _RED, "an exact counterexample breaks it"),
    "ill-formed": _look("✗", "bold red", _RED, "contradicts itself"),
    "gap": _look("✗", "red", _RED, "some displayed relation is not proved"),
    "open": _look("?", "magenta", _VIOLET, "neither proved nor refuted"),
    "none": _look("–", "dim", _GREY, "nothing displayed"),
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
