"""What TeX refuses: unknown commands, braces without partners, two scripts of a kind on a base."""

from __future__ import annotations

import re

KNOWN = (
    "Delta Gamma Phi alpha begin beta cdot cdots circ delta dots ell end epsilon eta exists"
    " exp forall frac gamma gets hat in kappa langle le lim log mathbb mathbf mathrm mid nabla"
    " phi prod quad rangle sim sqrt sum sup tau text theta times to top"
)
COMMANDS = frozenset(KNOWN.split())
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^]|\s+|.", re.DOTALL)


def complaints(tex: str) -> list[str]:
    """Return what is wrong with a formula in math mode; nothing, if nothing is."""
    found = [] if tex.isascii() else [f"not ASCII: {tex}"]
    tokens = [sign for sign in TOKEN.findall(tex) if sign.strip()]
    unknown = {sign[1:] for sign in tokens if sign[1:].isalpha() and sign.startswith("\\")}
    found += [f"no command of TeX: {name}" for name in sorted(unknown - COMMANDS)]
    place = _group(tokens, 0, found)
    if place < len(tokens):
        found.append("a brace is closed that was not opened")
    return found


def _group(tokens: list[str], place: int, found: list[str]) -> int:
    """Read up to the brace that closes a group, and return its place."""
    scripts: set[str] = set()
    while place < len(tokens) and tokens[place] != "}":
        sign = tokens[place]
        if sign in "_^":
            if sign in scripts:
                found.append(f"a second {sign} at {''.join(tokens[place : place + 6])}")
            scripts.add(sign)
            place = _argument(tokens, place + 1, found)
            continue
        scripts = set()
        place = _argument(tokens, place, found)
    return place


def _argument(tokens: list[str], place: int, found: list[str]) -> int:
    """Read one group or one sign, and return the place after it."""
    if place >= len(tokens):
        found.append("a script without anything in it")
        return place
    if tokens[place] != "{":
        return place + 1
    end = _group(tokens, place + 1, found)
    if end >= len(tokens):
        found.append("a brace is not closed")
    return end + 1
