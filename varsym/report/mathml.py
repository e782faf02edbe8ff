"""Formulas as MathML, small and within MathML Core; what is no plain mathematics stays text."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from latex2mathml.converter import Converter
from markupsafe import Markup

from varsym.report.document_blocks import Formula
from varsym.report.document_words import printable
from varsym.report.tex_formulas import is_plain

__all__ = ["mathml"]

_NESTING = frozenset(
    {"mfrac", "mover", "msub", "msubsup", "msup", "mtable", "mtr", "munder", "munderover"}
)
_ROWS = frozenset({"msqrt", "mtd"})  # what may hold any number of elements
_LEAVES = frozenset({"mi", "mn", "mo", "mspace", "mtext"})
_KEPT = frozenset({"accent", "movablelimits", "stretchy"})

_BARS = frozenset("‖|")
_CLOSING = frozenset(")]}⟩⌋⌉")
_FENCES = _BARS | _CLOSING | frozenset("([{⟨⌊⌈")
_SIGNS = frozenset("+−±")
_POINTS = frozenset("*·")  # between factors, or in the place of an argument or of an index
_FUNCTIONS = frozenset({"exp", "ln", "log"})
_LIMITS = frozenset({"lim", "max", "min", "sup", "inf", "◯"})
_BELOW = {"msub": "munder", "msubsup": "munderover"}
_OPERATORS = _FENCES | _SIGNS | frozenset(":;′″‴~⧵¬◯…")
_ORDINARY = frozenset("∅∞")
_SPELT = {"~": "∼", "⧵": "∖"}
_SPACES = {"mod": "0.222em", "…": "0"}

# A name of several letters is one name, as products are written with a space between factors.
_NAME = re.compile(
    r"(?P<kept>\\(?:text|mathrm|mathbb|mathbf|mathcal|mathsf|operatorname|begin|end)\{[^{}]*\}"
    r"|\\[A-Za-z]+|\\.)|(?P<name>[A-Za-z]{2,})"
)
_LETTERS = """
alpha beta chi delta epsilon eta gamma iota kappa lambda mu nu omega phi pi psi rho sigma tau theta
upsilon xi zeta Delta Gamma Lambda Omega Phi Pi Psi Sigma Theta Upsilon Xi
"""
_GREEK = frozenset(_LETTERS.split())
_UPRIGHT = re.compile(r"\\mathrm\{([A-Za-z])\}")  # which the converter sets in italics
_PRIMED = re.compile(r"('+)\^\{")
_BOLD = {"A": 0x1D400, "a": 0x1D41A, "0": 0x1D7CE}


@functools.lru_cache(maxsize=1 << 14)
def mathml(formula: Formula, display: bool = False) -> Markup:
    """Return a formula as a ``math`` element for HTML.

    Its plain text is the element's ``alttext``. A formula that
    `varsym.report.tex_formulas.is_plain` refuses is shown as its text in a ``code`` element.

    Parameters
    ----------
    formula : Formula
    display : bool
        Whether it stands on lines of its own.

    Examples
    --------
    >>> print(mathml(Formula("K^{2}", "K^2")))
    <math alttext="K^2"><msup><mi>K</mi><mn>2</mn></msup></math>
    >>> print(mathml(Formula("x$<b>", "x$<b>")))
    <code>x$&lt;b&gt;</code>
    """
    body = _body(formula.latex, display) if is_plain(formula.latex) else None
    if body is None:
        return Markup("<code>{}</code>").format(printable(formula.text))
    block = Markup(' display="block"') if display else ""
    opened = Markup('<math{} alttext="{}">').format(block, printable(formula.text))
    return opened + Markup(body) + Markup("</math>")  # noqa: S704 - `_written` escapes its texts


def _body(tex: str, display: bool) -> str | None:
    """Return what stands inside ``math``, or nothing where the converter fails."""
    if not tex.strip():
        return ""
    prepared = _PRIMED.sub(lambda found: "^{" + "\\prime " * len(found[1]), tex)
    prepared = _UPRIGHT.sub(r"\\operatorname{\1}", _NAME.sub(_as_name, prepared))
    try:
        tree = Converter(display="block" if display else "inline").convert_to_element(prepared)
        return "".join(_row(list(tree[0])))
    except Exception:  # noqa: BLE001 - a formula that another library cannot read is shown as text
        return None


def _as_name(found: re.Match[str]) -> str:
    if found["kept"]:
        return found["kept"]
    name = found["name"]
    return f"\\{name} " if name in _GREEK else f"\\mathrm{{{name}}}"


# ------------------------------------------------------------------ rows


def _row(children: list[Element]) -> Iterator[str]:
    """Yield the elements of a row; letters of a name become one element, and signs fit."""
    place, operand = 0, False
    while place < len(children):
        child, text = children[place], _text(children[place])
        place += 1
        if _is_upright(child):
            while place < len(children) and _is_upright(children[place]):
                text += _text(children[place])
                place += 1
            yield _name(text)
        elif text == ":" and place < len(children) and _text(children[place]) == "=":
            yield "<mo>:=</mo>"
            place += 1
        elif text in _SIGNS and not operand:
            yield f'<mo form="prefix">{text}</mo>'
        elif text in _POINTS and not operand:
            yield f"<mi>{text}</mi>"
            operand = True
            continue
        else:
            yield _written(child)
            if text in _FUNCTIONS and place < len(children) and _text(children[place]) != "(":
                yield '<mspace width="0.167em"/>'
        if child.tag != "mspace" and text not in _BARS:  # a bar closes what it does not open
            operand = child.tag != "mo" or _is_ordinary(text) or text in _CLOSING | {"!", "′"}


def _is_upright(child: Element) -> bool:
    return child.tag == "mi" and child.get("mathvariant") == "normal" and not len(child)


def _name(text: str) -> str:
    # A single letter is set in italics unless it is told otherwise.
    variant = ' mathvariant="normal"' if len(text) == 1 else ""
    return f"<mi{variant}>{html.escape(text)}</mi>"


# ------------------------------------------------------------------ elements


def _written(item: Element) -> str:
    """Return an element as MathML Core, with its text escaped."""
    tag = item.tag
    if tag in _LEAVES:
        return _leaf(item)
    if tag in ("mrow", "mstyle"):
        parts = list(_row(list(item)))
        return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"
    if tag in _ROWS:
        inner = list(item)
        while len(inner) == 1 and inner[0].tag == "mrow":
            inner = list(inner[0])
        body = "".join(_row(inner))
    elif tag in _NESTING:
        tag = _BELOW.get(tag, tag) if _text(item[0]) in _LIMITS else tag
        if tag == "msup" and [_text(part) for part in (item[0][:1] + item[0][-1:])] == ["(", ")"]:
            for fence in (item[0][0], item[0][-1]):
                fence.set("stretchy", "true")  # what is raised to a power may be a fraction
        body = "".join(map(_written, item))
    else:
        raise ValueError(tag)
    return f"<{tag}{_attributes(item)}>{body}</{tag}>"


def _leaf(item: Element) -> str:
    tag, text = item.tag, _text(item)
    if len(item) or text.startswith("\\"):
        raise ValueError(text)
    if tag == "mspace":
        width = item.get("width", "0").replace("negativethinmathspace", "-0.167em")
        return f'<mspace width="{html.escape(width)}"/>'
    if item.get("mathvariant") == "bold":
        return f"<{tag}>{html.escape(''.join(map(_bold, text)))}</{tag}>"
    if tag == "mi" and (_is_upright(item) or _is_capital_greek(text)):
        return _name(text)
    if text in _LIMITS:
        return f'<mo movablelimits="true" lspace="0" rspace="0.167em">{text}</mo>'
    if text in _SPACES:
        return f'<mo lspace="{_SPACES[text]}" rspace="{_SPACES[text]}">{text}</mo>'
    if tag == "mo" and _is_ordinary(text):
        return _name(text)
    if text in _OPERATORS and tag in ("mi", "mo"):
        tag = "mo"
    return f"<{tag}{_attributes(item)}>{html.escape(_SPELT.get(text, text))}</{tag}>"


def _attributes(item: Element) -> str:
    text, kept = _text(item), {k: v for k, v in item.items() if k in _KEPT}
    if item.tag in ("mi", "mo") and text in _FENCES:
        # In LaTeX a fence has the height of a letter, unless it says \left or \right.
        kept = {} if kept.get("stretchy") == "true" else {"stretchy": "false"}
        kept |= {"lspace": "0", "rspace": "0"} if text in _BARS else {}
    return "".join(f' {name}="{html.escape(value)}"' for name, value in kept.items())


def _text(item: Element) -> str:
    return html.unescape(item.text or "")


def _is_ordinary(text: str) -> bool:
    """Return whether a text is a name, though the converter takes it for an operator."""
    return text in _ORDINARY or (text.isalnum() and text not in _LIMITS and text not in _SPACES)


def _is_capital_greek(text: str) -> bool:
    return len(text) == 1 and "Α" <= text <= "Ω"  # both are Greek


def _bold(sign: str) -> str:
    # MathML Core has no bold but the letters of Unicode.
    if not (sign.isascii() and sign.isalnum()):
        return sign
    first = "0" if sign.isdigit() else "a" if sign.islower() else "A"
    return chr(_BOLD[first] + ord(sign) - ord(first))
