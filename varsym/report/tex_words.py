"""Text as LaTeX that prints it: ASCII alone, whatever signs the text has."""

from __future__ import annotations

import re
import unicodedata

from varsym.report.document_words import printable
from varsym.report.tex_formulas import is_plain

__all__ = ["bookmark", "escaped"]

# What TeX takes for an order, and what a font would join: -- and ,, and <<.
_ACTIVE = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "'": "'{}", "-": "-{}", ",": ",{}", "[": "{[}", "]": "{]}",
}  # fmt: skip
_MATHEMATICS = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∞": r"\infty", "∈": r"\in",
    "∉": r"\notin", "∪": r"\cup", "∩": r"\cap", "⊂": r"\subset", "⊆": r"\subseteq", "∘": r"\circ",
    "·": r"\cdot", "×": r"\times", "→": r"\to", "↦": r"\mapsto", "⇒": r"\Rightarrow",
    "←": r"\leftarrow", "√": r"\surd", "‖": r"\|", "⊤": r"\top", "ᵀ": r"{}^{\top}",
    "⟨": r"\langle", "⟩": r"\rangle", "−": "-", "±": r"\pm", "∀": r"\forall", "∃": r"\exists",
    "∫": r"\int", "∂": r"\partial", "∇": r"\nabla", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "⌈": r"\lceil", "⌉": r"\rceil", "⊙": r"\odot", "⊗": r"\otimes", "⊕": r"\oplus",
    "⋯": r"\cdots", "′": "'", "∑": r"\sum", "∏": r"\prod", "∅": r"\emptyset", "∼": r"\sim",
    "∝": r"\propto", "✓": r"\checkmark", "✗": r"\times", "†": r"\dagger", "¬": r"\neg",
    "∧": r"\wedge", "∨": r"\vee", "ε": r"\epsilon", "ϕ": r"\phi", "φ": r"\phi",
    "⁻": "{}^{-}", "ℓ": r"\ell", "°": r"{}^{\circ}", "∖": r"\setminus", "∥": r"\|",
}  # fmt: skip
_PRINTED = {
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\dots{}",
    "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "æ": r"\ae{}", "Æ": r"\AE{}", "œ": r"\oe{}",
    "Œ": r"\OE{}", "å": r"\aa{}", "Å": r"\AA{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
    "đ": r"\dj{}", "§": r"\S{}", "©": r"\copyright{}", "�": r"\textbf{?}",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u",
    "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c",
    "\u0328": "k",
}  # fmt: skip
_ALPHABETS = {
    "DOUBLE-STRUCK": "mathbb",
    "SCRIPT": "mathcal",
    "BOLD": "mathbf",
    "FRAKTUR": "mathfrak",
}
_SCRIPTS = {"<super>": "^", "<sub>": "_"}
_SPELT = {"≤": "<=", "≥": ">=", "≠": "!=", "…": "...", "–": "-", "—": "-", "’": "'"}


def escaped(text: str) -> str:
    r"""Return text as LaTeX that prints it; a sign that no common font has, by its number.

    Examples
    --------
    >>> print(escaped("50% of ε ≤ 1, naïve"))
    50\% of \ensuremath{\epsilon} \ensuremath{\le} 1,{} na\"{i}ve
    """
    shown = "".join(map(_sign, printable(text)))
    return (" " if text[:1].isspace() else "") + shown + (" " if text[1:][-1:].isspace() else "")


def bookmark(text: str) -> str:
    """Return text for a PDF viewer's list of contents: letters that need no command.

    Examples
    --------
    >>> bookmark("Layer Φ, r ≥ 2 {Case}")
    'Layer Phi, r >= 2 Case'
    """
    shown = "".join(_SPELT.get(c) or (c if c.isascii() else _spelt(c)) for c in printable(text))
    return re.sub(r"[^A-Za-z0-9 .,:;()=<>+/'!?*@-]", "", shown)


def _sign(sign: str) -> str:
    if sign.isascii():
        return _ACTIVE.get(sign, sign)
    if sign in _MATHEMATICS:
        return f"\\ensuremath{{{_MATHEMATICS[sign]}}}"
    return _PRINTED.get(sign) or _letter(sign)


def _letter(sign: str) -> str:
    if word := _greek(sign):
        capital = unicodedata.category(sign) == "Lu"
        command = f"\\{word if capital else word.lower()}"
        return f"\\ensuremath{{{command}}}" if is_plain(command) else f"\\textit{{{command[1:]}}}"
    apart = unicodedata.normalize("NFD", sign)
    if len(apart) == 2 and apart[0].isascii() and apart[1] in _ACCENTS:
        return f"\\{_ACCENTS[apart[1]]}{{{apart[0]}}}"
    return _variant(sign) or f"{{[}}U+{ord(sign):04X}{{]}}"


def _greek(sign: str) -> str:
    found = re.match(r"GREEK (?:SMALL|CAPITAL) LETTER (\w+)\Z", unicodedata.name(sign, ""))
    return found[1].capitalize().replace("Lamda", "Lambda") if found else ""


def _variant(sign: str) -> str:
    """Return a letter in another alphabet, as ℝ, or above or below the line, as ²."""
    form, _, code = unicodedata.decomposition(sign).partition(" ")
    inner = chr(int(code, 16)) if code and " " not in code else ""
    if form in _SCRIPTS and inner and inner in "0123456789+=()-abcdefghijklmnopqrstuvwxyz":
        return f"\\ensuremath{{{{}}{_SCRIPTS[form]}{{{inner}}}}}"
    if form == "<font>" and inner.isascii() and inner.isalnum():
        name = unicodedata.name(sign, "")
        alphabet = next((a for word, a in _ALPHABETS.items() if word in name), "mathrm")
        return f"\\ensuremath{{\\{alphabet}{{{inner}}}}}"
    return ""


def _spelt(sign: str) -> str:
    return _greek(sign) or unicodedata.normalize("NFKD", sign)
