"""Mathematical signs for pdflatex, which knows few, so that texts and verdicts keep theirs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from varsym.report.tex_words import escaped

__all__ = ["declared_signs"]

# Greek; punctuation, arrows, operators and marks; the replacement sign.
_RANGES = (range(0x0391, 0x03F6), range(0x2010, 0x2A00), range(0xFFFD, 0xFFFE))
_UNKNOWN = "{[}U+"


def declared_signs() -> str:
    r"""Return what declares the signs that LaTeX can write and that nobody has declared before.

    Examples
    --------
    >>> [line] = [line for line in declared_signs().splitlines() if "{2264}" in line]
    >>> print(line.partition("else")[2])
    \DeclareUnicodeCharacter{2264}{\ensuremath{\le}}\fi
    """
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    for code in chain.from_iterable(_RANGES):
        written = escaped(chr(code))
        if written and not written.startswith(_UNKNOWN):
            known = f"\\ifcsname u8:\\detokenize{{{chr(code)}}}\\endcsname"
            yield f"{known}\\else\\DeclareUnicodeCharacter{{{code:04X}}}{{{written}}}\\fi"
