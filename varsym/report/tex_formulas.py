"""Which formulas a TeX that knows amsmath takes as they are, and nothing else besides."""

from __future__ import annotations

import re

__all__ = ["is_plain"]

_COMMANDS = """
Delta Gamma Lambda Omega Phi Pi Psi Sigma Theta Upsilon Vert Xi alpha approx bar beta bigcirc bmod
cap cdot cdots chi circ cup delta diamond div dots ell emptyset epsilon eta exists exp forall frac
gamma ge geq gets hat in infty int iota kappa lVert lambda langle lceil ldots le leftarrow leq
lfloor lim ln log mapsto mathbb mathbf mathcal mathrm mathsf max mid min mu nabla ne neg neq
notin nu odot omega operatorname oplus otimes partial phi pi pm prime prod propto psi qquad quad
rVert rangle rceil rfloor rho rightarrow setminus sigma sim sqrt star subset subseteq sum sup
tau theta tilde times to top upsilon varepsilon varphi vee vert wedge widehat widetilde xi zeta
"""
_KNOWN = frozenset(_COMMANDS.split())
_SIGNS = frozenset("\\,;:!|{} ")  # after a backslash: spaces, norms, braces, new lines
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_TEXT = re.compile(r"\\text\{([^{}]*)\}")
_WORDS = re.compile(r"[A-Za-z0-9 .,;:()/=+<>'?!|\[\]*-]*\Z")
_CASES = re.compile(r"\\(?:begin|end)\{cases\}")
_ONE_ARGUMENT = """
bar hat mathbb mathbf mathcal mathrm mathsf operatorname sqrt tilde widehat widetilde
"""
_ARGUMENTS = {"frac": 2} | dict.fromkeys(_ONE_ARGUMENT.split(), 1)
_DEEPEST = 60


def is_plain(tex: str) -> bool:
    r"""Return whether a formula is mathematics alone, complete and with commands that are known.

    Formulas come from packs, and a pack may name a letter ``}\input{…}``.  So nothing is taken on
    trust: commands are those of a list, braces pair up, there are no two scripts of a kind on one
    base, and words inside ``\text`` are plain words.

    Examples
    --------
    >>> is_plain(r"\| f_{i} \circ g \| \le K^{2}\,\epsilon")
    True
    >>> is_plain(r"a_{i}_{j}"), is_plain(r"\input{secret}"), is_plain("x$ and y")
    (False, False, False)
    """
    if not tex.isascii() or not tex.isprintable():
        return False
    if any(_WORDS.match(words[1]) is None for words in _TEXT.finditer(tex)):
        return False
    bare = _TEXT.sub("t", tex)
    cased = "\\begin{cases}" in bare
    if bare.count("\\begin{cases}") != bare.count("\\end{cases}"):
        return False
    bare = _CASES.sub(" ", bare)
    tokens = _TOKEN.findall(bare)
    if not all(_is_known(token, cased) for token in tokens):
        return False
    solid = [token for token in tokens if not token.isspace()]
    return _is_nested(solid) and _has_arguments(solid)


def _is_known(sign: str, cased: bool) -> bool:
    if sign in ("\\\\", "&"):
        return cased
    if sign.startswith("\\"):
        return sign[1:] in _SIGNS or sign[1:] in _KNOWN
    return sign not in '\\$%#`~"@&'


def _is_nested(tokens: list[str]) -> bool:
    """Return whether braces pair up, and each base has a script of a kind at most once."""
    levels: list[set[str]] = [set()]
    for before, sign, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if sign in ("_", "^"):
            if sign in levels[-1] or after in ("", "_", "^", "}", "&"):
                return False
            levels[-1].add(sign)
        elif sign == "}":
            levels.pop()
            if not levels:
                return False
        else:
            if before not in ("_", "^"):
                levels[-1].clear()
            if sign == "{":
                levels.append(set())
        if len(levels) > _DEEPEST:
            return False
    return len(levels) == 1


def _has_arguments(tokens: list[str]) -> bool:
    """Return whether each command that takes groups has them."""
    for place, token in enumerate(tokens):
        after = place + 1
        for _ in range(_ARGUMENTS.get(token[1:], 0) if token.startswith("\\") else 0):
            if after >= len(tokens) or tokens[after] != "{":
                return False
            after = _group_end(tokens, after)
    return True


def _group_end(tokens: list[str], start: int) -> int:
    depth = 0
    for place in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[place], 0)
        if depth == 0:
            return place + 1
    return len(tokens)
