"""Expressions and conditions as text for a terminal and as LaTeX."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TypeAlias

from varsym.claims import expressions as e
from varsym.claims.classes.display import universal_text
from varsym.claims.classes.networks import Universal
from varsym.claims.contextual.mappings import ContextualMapping
from varsym.claims.derivatives.display import derivative_text
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.display import Display
from varsym.claims.formulas.procedure_display import procedure_text
from varsym.claims.formulas.procedures import Procedure
from varsym.claims.functions.display import function_text

__all__ = ["latex", "text"]

_GREEK = {
    "eps": "ε", "tau": "τ", "Phi": "Φ", "phi": "φ", "delta": "δ", "alpha": "α", "gamma": "γ",
    "kappa": "κ", "theta": "θ", "Delta": "Δ", "Gamma": "Γ", "beta": "β", "ell": "ℓ",
    "nabla": "∇", "eta": "η",
}  # fmt: skip
_LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
_OPS = {"<=": "≤", "<": "<", "=": "="}


Formula: TypeAlias = e.Scalar | e.Map | e.Condition | a.Array


def _name(name: str, style: str) -> str:
    head, _, low = name.partition("_")
    if head == "sqrt" and low:
        inner = _name(low, style)
        return f"\\sqrt{{{inner}}}" if style == "latex" else f"√{inner}"
    for word, letter in _GREEK.items():
        if head.startswith(word) and not head[len(word) :].strip("0123456789"):
            digits = head[len(word) :]
            head = f"\\{'epsilon' if word == 'eps' else word}" if style == "latex" else letter
            low = ",".join(p for p in (digits, low) if p)
            break
    else:
        letters = head.rstrip("0123456789")
        if letters and letters != head:
            low = ",".join(p for p in (head[len(letters) :], low) if p)
            head = letters
    if style == "latex":
        head, low = _hatted(head, low)
        low = f"\\mathrm{{{low}}}" if low.strip("0123456789,") else low
        return head + (f"_{{{low}}}" if low else "")
    return head + (f"_{low}" if low else "")


def _hatted(head: str, low: str) -> tuple[str, str]:
    """Return a letter with its hat, which is called hat below it, and what else is below."""
    first, _, rest = low.partition("_")
    if first.rstrip("'") == "hat":
        head, low = f"\\hat{{{head}}}{first[3:]}", rest
    return head, low.replace("_", ",")


def _indexed(name: str, indices: tuple[e.Scalar, ...], style: str) -> str:
    shown = _name(name, style)
    if not indices:
        return shown
    places = ",".join(_scalar(i, style) for i in indices)
    if style == "latex":
        return f"{shown[:-1]},{places}}}" if "_{" in shown else f"{shown}_{{{places}}}"
    return f"{shown}[{places}]"


def text(item: Formula) -> str:
    """Return a formula as one line of Unicode text.

    Raises
    ------
    TypeError
        For an expression of another class.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> n, j = e.index("n j")
    >>> (K,) = e.reals("K2")
    >>> text(e.Iterated("sum", "j", 1 + 0 * n, n, K ** (n - j)))
    'Σ_{j=1+0·n}^{n} K_2^{n-j}'
    """
    return _any(item, "text")


def latex(item: Formula) -> str:
    """Return a formula as LaTeX, for math mode.

    Raises
    ------
    TypeError
        For an expression of another class.
    """
    return _any(item, "latex")


def _space(space: e.Space, style: str) -> str:
    sides = [_scalar(side, style, 2) for side in space.sides]
    if style == "latex":
        return "\\mathbb{R}^{" + " \\times ".join(sides) + "}"
    return f"ℝ^({' × '.join(sides)})"


def _any(item: Formula, style: str) -> str:
    if isinstance(item, e.Scalar):
        return _scalar(item, style)
    if isinstance(item, a.Array):
        return _display(style).array(item)
    return _map(item, style) if isinstance(item, e.Map) else _condition(item, style)


def _display(style: str) -> Display:
    return Display(
        style,
        lambda s, level: _scalar(s, style, level),
        lambda n: _name(n, style),
        lambda c: _condition(c, style),
    )


def _number(value: Fraction, style: str) -> str:
    if style == "latex" and value.denominator != 1:
        return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
    return str(value)


def _scalar(item: e.Scalar, style: str, level: int = 0) -> str:  # noqa: C901, PLR0912 - one case a kind
    tex = style == "latex"
    match item:
        case e.Number(value):
            return _number(value, style)
        case e.Index(name):
            return name
        case e.Real(name, indices):
            return _indexed(name, indices, style)
        case e.Binary("/", left, right) if tex:
            return f"\\frac{{{_scalar(left, style)}}}{{{_scalar(right, style)}}}"
        case e.Binary("^", left, right):
            return f"{_base(left, style)}^{{{_scalar(right, style)}}}"
        case e.Binary(op, left, right):
            own = _LEVEL[op]
            sign = {"*": "\\," if tex else "·", "/": " / "}.get(op, op)
            if own == 1 and level == 0 and not _is_index(item):
                sign = f" {op} "
            shown = _scalar(left, style, own) + sign + _scalar(right, style, own + 1)
            return f"({shown})" if own < level else shown
        case e.Iterated(kind, name, low, high, body):
            sign = {"sum": "\\sum" if tex else "Σ", "prod": "\\prod" if tex else "Π"}[kind]
            ends = f"_{{{name}={_scalar(low, style)}}}^{{{_scalar(high, style)}}}"
            shown = f"{sign}{ends} {_scalar(body, style, 2)}"
            return f"({shown})" if level > 1 else shown
        case e.Norm(of, metric):
            low_ = {None: "", "sup": "_sup", "L_alpha": "_α"}[metric]
            if tex:
                low_ = {None: "", "sup": "_{\\sup}", "L_alpha": "_{\\alpha}"}[metric]
                return f"\\| {_map(of, style)} \\|{low_}"
            return f"‖{_map(of, style)}‖{low_}"
        case e.BigO(scale):
            return f"O({_scalar(scale, style)})"
        case a.Clamp(value, low, high):
            parts = ", ".join(_scalar(part, style) for part in (value, low, high))
            return f"\\mathrm{{clamp}}({parts})" if tex else f"clamp({parts})"
    inner, letter = partial(_at_level, style=style), partial(_name, style=style)
    found = function_text(item, style, inner, lambda c: _condition(c, style), level)
    if found is None:
        found = derivative_text(item, style, inner, letter, level)
    if found is None:
        raise TypeError(f"no rendering of {item!r}")
    return found


def _base(item: e.Scalar, style: str) -> str:
    """Return what a power is of, such that the exponent is not read as that of its last part."""
    shown = _scalar(item, style, 4)
    is_number = isinstance(item, e.Number) and (item.value < 0 or item.value.denominator != 1)
    is_fraction = isinstance(item, e.Binary) and item.op == "/" and style == "latex"
    if is_number or is_fraction:
        return f"{{({shown})}}" if style == "latex" else f"({shown})"
    return shown


def _at_level(item: e.Scalar, level: int, style: str) -> str:
    return _scalar(item, style, level)


def _is_index(item: e.Scalar) -> bool:
    if isinstance(item, e.Binary):
        return _is_index(item.left) and _is_index(item.right)
    return isinstance(item, (e.Index, e.Number))


def _map(item: e.Map, style: str, inside: bool = False) -> str:
    tex = style == "latex"
    ring = " \\circ " if tex else "∘"
    match item:
        case e.MapVariable(name, indices, _, _):
            return _indexed(name, indices, style)
        case e.Identity():
            return "\\mathrm{id}" if tex else "id"
        case e.Compose(outer, inner):
            return _map(outer, style, True) + ring + _map(inner, style, True)
        case e.MapCombination(terms):
            shown = ""
            for k, (factor, part) in enumerate(terms):
                sign = ("-" if factor < 0 else "") if not k else (" - " if factor < 0 else " + ")
                size = "" if abs(factor) == 1 else _number(abs(factor), style)
                shown += sign + size + _map(part, style, factor < 0 or bool(size))
            return f"({shown})" if inside else shown
        case e.Chain(name, low, high, body) | e.MapSum(name, low, high, body):
            big = (
                ("\\circ" if tex else "∘")
                if isinstance(item, e.Chain)
                else ("\\sum" if tex else "Σ")
            )
            ends = f"_{{{name}={_scalar(low, style)}}}^{{{_scalar(high, style)}}}"
            shown = _map(body, style, True)
            wrap = isinstance(body, e.Compose)
            return f"{big}{ends} " + (f"({shown})" if wrap else shown)
    raise TypeError(f"no rendering of {item!r}")


def _condition(item: e.Condition, style: str) -> str:  # noqa: C901, PLR0912 - one case a kind
    tex = style == "latex"
    match item:
        case e.Compare(op, left, right):
            sign = ({"<=": "\\le"}.get(op, op)) if tex else _OPS[op]
            return f"{_scalar(left, style)} {sign} {_scalar(right, style)}"
        case e.Lipschitz(of, constant):
            shown = f"{_map(of, style)}"
            words = f"is {_scalar(constant, style, 2)}-Lipschitz"
            return (
                f"{shown}\\ \\text{{is }} {_scalar(constant, style, 2)}\\text{{-Lipschitz}}"
                if tex
                else f"{shown} {words}"
            )
        case e.Growth(of, constant):
            bar = "\\|" if tex else "‖"
            sign = "\\le" if tex else "≤"
            value = f"{bar}{_map(of, style, True)}(x){bar}"
            return f"{value} {sign} {_scalar(constant, style, 2)}{bar}x{bar} " + (
                "\\ \\forall x" if tex else "for every x"
            )
        case e.Linear(of):
            return f"{_map(of, style)}" + ("\\ \\text{is linear}" if tex else " is linear")
        case e.PushForward(of, constant):
            h = f"‖h∘{_map(of, style, True)}‖_α ≤ {_scalar(constant, style, 2)}‖h‖_α for every h"
            if tex:
                h = (
                    f"\\|h \\circ {_map(of, style, True)}\\|_\\alpha \\le "
                    f"{_scalar(constant, style, 2)} \\|h\\|_\\alpha\\ \\forall h"
                )
            return h
        case e.SameMap(left, right):
            return f"{_map(left, style)} = {_map(right, style)}"
        case e.BigOh(quantity, scale):
            return f"{_scalar(quantity, style)} = O({_scalar(scale, style)})"
        case e.WellTyped(of, dom, cod):
            arrow = "\\to" if tex else "→"
            return f"{_map(of, style)} : {_space(dom, style)} {arrow} {_space(cod, style)}"
        case e.Cited(source, body):
            note = f"\\ \\text{{({source})}}" if tex else f" ({source})"
            return _condition(body, style) + note
        case a.Formula() | a.ArrayCompare() | a.Divides() | a.KernelWithin():
            return _display(style).condition(item)
        case Procedure():
            return procedure_text(item, _display(style))
        case ContextualMapping():
            return _contextual_mapping(item, style)
        case Universal():
            return universal_text(item, style, partial(_at_level, style=style))
        case e.ForAll(name, low, high, body):
            sign = "\\le" if tex else "≤"
            ends = f"{_scalar(low, style)} {sign} {name} {sign} {_scalar(high, style)}"
            if tex:
                return f"{_condition(body, style)} \\quad ({ends})"
            return f"{_condition(body, style)} for {ends}"
    raise TypeError(f"no rendering of {item!r}")


def _contextual_mapping(item: ContextualMapping, style: str) -> str:
    constants = f"({_scalar(item.gamma, style)}, {_scalar(item.delta, style)})"
    apart = ", ".join(_scalar(x, style) for x in (item.gamma_min, item.gamma_max, item.epsilon))
    words = (
        "some single-head attention layer is a ",
        "-contextual mapping of sequences that are ",
        "-separated",
    )
    if style == "latex":
        start, middle, end = (f"\\text{{{part}}}" for part in words)
        return f"{start}{constants}{middle}({apart}){end}"
    return f"{words[0]}{constants}{words[1]}({apart}){words[2]}"
