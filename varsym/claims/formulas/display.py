"""Formulas on arrays as text for a terminal and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas import procedures as p

__all__ = ["Display"]


@dataclass(frozen=True)
class Display:
    """How formulas are shown in one style.

    Attributes
    ----------
    style : {"text", "latex"}
    scalar : callable
        Shows a scalar at a level of binding: 0 loose, 2 as a factor.
    name : callable
        Shows a letter.
    whole : callable
        Shows a condition of any kind.
    """

    style: str
    scalar: Callable[[e.Scalar, int], str]
    name: Callable[[str], str]
    whole: Callable[[e.Condition], str]

    @property
    def _tex(self) -> bool:
        return self.style == "latex"

    def condition(self, item: a.Formula | a.Divides | a.ArrayCompare | a.KernelWithin) -> str:
        """Return a condition on one line.

        Raises
        ------
        TypeError
            For a condition of another class.
        """
        match item:
            case a.Divides(divisor, multiple):
                bar = " \\mid " if self._tex else " | "
                return self.scalar(divisor, 2) + bar + self.scalar(multiple, 2)
            case a.ArrayCompare(op, left, right, ranging):
                sign = {"<=": "\\le" if self._tex else "≤"}.get(op, op)
                shown = f"{self.array(left)} {sign} {self.array(right)}"
                return shown + "".join(f", {self.ranging(r)}" for r in ranging)
            case a.KernelWithin(kernel, degree, low, high):
                sign = "\\le" if self._tex else "≤"
                shown = f"{low} {sign} W(x) {sign} {high}"
                words = f"piecewise of degree {degree}, for W = {kernel}"
                return f"{shown}, \\text{{{words}}}" if self._tex else f"{shown}, {words}"
            case a.Formula(declared, defined, where):
                parts = [f"{self.array(d.target)} := {self.array(d.value)}" for d in defined]
                parts += filter(None, map(self.declaration, declared))
                return "; ".join([*parts, *map(self.whole, where)])
        raise TypeError(f"no rendering of {item!r}")

    def declaration(self, item: a.Declaration) -> str:
        """Return a declaration, as X ∈ R^(h × w)."""
        match item:
            case a.Ranging():
                return self.ranging(item)
            case a.Let(array):
                return f"{self.array(array)} {self._in} {self.space(array.shape)}"
            case a.PositiveInteger(value):
                naturals = "\\mathbb{N}" if self._tex else "ℕ"
                return f"{self.scalar(value, 0)} {self._in} {naturals}"
        return ""

    def ranging(self, item: a.Ranging) -> str:
        """Return the range of an index, as i ∈ [1..n]."""
        low, high = self.scalar(item.low, 0), self.scalar(item.high, 0)
        left, right = ("\\{", "\\}") if self._tex else ("{", "}")
        return f"{item.index.name} {self._in} {left}{low},{self._dots},{high}{right}"

    @property
    def _dots(self) -> str:
        return "\\dots " if self._tex else "…"

    @property
    def _in(self) -> str:
        return "\\in" if self._tex else "∈"

    def space(self, shape: a.Shape) -> str:
        """Return the space of arrays of a shape."""
        sides = [self.scalar(side, 2) for side in shape]
        if self._tex:
            return "\\mathbb{R}^{" + " \\times ".join(sides or ["1"]) + "}"
        return f"ℝ^({' × '.join(sides)})" if sides else "ℝ"

    def _indexed(self, name: str, indices: tuple[e.Scalar, ...]) -> str:
        shown = self.name(name)
        if not indices:
            return shown
        places = ",".join(self.scalar(i, 0) for i in indices)
        return f"{shown}^{{({places})}}" if self._tex else f"{shown}[{places}]"

    def array(self, item: a.Array, level: int = 0) -> str:  # noqa: C901, PLR0912 - one case a kind
        """Return the expression `item`; `level` is 1 inside a product and 2 before an index.

        Raises
        ------
        TypeError
            For an expression of another class.
        """
        tex = self._tex
        match item:
            case a.ArrayVariable(name, _, indices) | p.Read(name, indices):
                return self._indexed(name, indices)
            case a.Quantity(scalar):
                is_loose = isinstance(scalar, e.Number) and not str(scalar.value).isdigit()
                return self._wrapped(self.scalar(scalar, 2 * level), is_loose and level > 1)
            case a.Ones(shape):
                shown = ",".join(self.scalar(s, 0) for s in shape)
                return f"\\mathbf{{1}}_{{{shown}}}" if tex else f"1_{{{shown}}}"
            case a.Entrywise(function, argument):
                word = {"relu": "\\mathrm{ReLU}", "exp": "\\exp", "sqrt": "\\mathrm{sqrt}"}[
                    function
                ]
                return (
                    f"{word if tex else function.replace('relu', 'ReLU')}({self.array(argument)})"
                )
            case a.Function(name, argument):
                return f"{self.name(name)}({self.scalar(argument, 0)})"
            case a.Hadamard(left, right) if left == right:
                return self._base(left, "^") + ("^2" if tex else "²")
            case a.Hadamard(left, right):
                sign = ("\\," if tex else "·") if _is_number(left) else (" \\circ " if tex else "∘")
                parts = [self._factor(part, a.MatMul) for part in (left, right)]
                return self._wrapped(sign.join(parts), level > 1)
            case a.MatMul(left, right):
                parts = [self._factor(part, a.Hadamard) for part in (left, right)]
                return self._wrapped(("\\," if tex else "·").join(parts), level > 1)
            case a.ArraySum(terms):
                return self._wrapped(self._sum(terms), level > 0)
            case a.Quotient(array, divisor):
                if tex:
                    return f"\\frac{{{self.array(array)}}}{{{self.array(divisor)}}}"
                shown = f"{self.array(array, 1)} / {self.array(divisor, 2)}"
                return self._wrapped(shown, level > 0)
            case a.Transpose(array):
                return self._base(array, "^") + ("^\\top" if tex else "ᵀ")
            case a.Diagonal(vector):
                return ("\\mathrm{diag}" if tex else "diag") + f"({self.array(vector)})"
            case a.Inverse(matrix):
                return self._base(matrix, "^") + ("^{-1}" if tex else "⁻¹")
            case a.Inner(left, right):
                left_, right_ = ("\\langle ", "\\rangle") if tex else ("⟨", "⟩")
                return f"{left_}{self.array(left)}, {self.array(right)}{right_}"
            case a.Slice(array, places):
                shown = ",".join(map(self._place, places))
                return f"{self._base(array, '_')}_{{{shown}}}"
            case a.IteratedArray(name, low, high, body):
                shown = f"{self._big(name, low, high)} {self.array(body, 1)}"
                return self._wrapped(shown, level > 0)
            case a.Shaped(array, shape):
                return (
                    f"{self.array(array)} {self._in} {self.space(shape)}"
                    if not level
                    else self.array(array, level)
                )
            case a.Reshaped(array, shape):
                word, arrow = ("\\mathrm{reshape}", "\\to") if tex else ("reshape", "→")
                return f"{word}({self.array(array)} {arrow} {self.space(shape)})"
            case a.Joined(first, name, low, high, body):
                ends = f"{name}={self.scalar(low, 0)}{self._dots}{self.scalar(high, 0)}"
                parts = [*map(self.array, first), f"({self.array(body)})_{{{ends}}}"]
                return ", ".join(parts)
            case a.Applied(name, indices, _, _, argument):
                return f"{self._indexed(name, indices)}({self.array(argument)})"
            case o.AppliedTo(name, indices, _, _, arguments):
                return f"{self._indexed(name, indices)}({', '.join(map(self.array, arguments))})"
            case o.Stacked(parts):
                word = "\\mathrm{Concat}" if tex else "Concat"
                return f"{word}({', '.join(map(self.array, parts))})"
            case o.Expectation(variable, low, high, body):
                ends = f"{self.scalar(low, 0)},{self.scalar(high, 0)}"
                by = self.scalar(variable, 0)
                shown = self.array(body, 1)
                if tex:
                    head = f"\\mathbb{{E}}_{{{by} \\sim \\mathrm{{Unif}}[{ends}]}}"
                    return self._wrapped(f"{head} {shown}", level > 0)
                return self._wrapped(f"E_{{{by}~Unif[{ends}]}} {shown}", level > 0)
            case a.ArrayNorm(kind, array):
                bar = "\\|" if tex else "‖"
                low_ = {"2": "_2" if tex else "₂", "F": "_F", "spectral": ""}[kind]
                return f"{bar}{self.array(array)}{bar}{low_}"
        raise TypeError(f"no rendering of {item!r}")

    def _place(self, place: a.Picked) -> str:
        match place:
            case e.Scalar():
                return self.scalar(place, 0)
            case a.Span(start, stop):
                return f"{self.scalar(start, 0)}:{self.scalar(stop, 0)}"
            case a.Tail(count):
                return f"-{self.scalar(count, 2)}:"
        return place

    def _factor(self, item: a.Array, apart: type[a.Array]) -> str:
        """Return a factor, in brackets where it is a product of the other kind."""
        is_multiple = isinstance(item, a.Hadamard) and _is_number(item.left)
        return self.array(item, 2 if isinstance(item, apart) and not is_multiple else 1)

    def _base(self, item: a.Array, script: str) -> str:
        """Return what is given a script: LaTeX takes no second one of the same kind."""
        shown = self.array(item, 2)
        is_open = self._tex and script in shown and not shown.startswith("(")
        return f"{{{shown}}}" if is_open else shown

    def _wrapped(self, shown: str, wrap: bool) -> str:
        return f"({shown})" if wrap else shown

    def _big(self, name: str, low: e.Scalar, high: e.Scalar) -> str:
        ends = f"_{{{name}={self.scalar(low, 0)}}}^{{{self.scalar(high, 0)}}}"
        return ("\\sum" if self._tex else "Σ") + ends

    def _sum(self, terms: tuple[tuple[Fraction, a.Array], ...]) -> str:
        shown = ""
        for k, (factor, part) in enumerate(terms):
            sign = ("-" if factor < 0 else "") if not k else (" - " if factor < 0 else " + ")
            dot = "\\," if self._tex else "·"
            size = "" if abs(factor) == 1 else self.scalar(e.Number(abs(factor)), 2) + dot
            term = self.array(part, 1 if factor < 0 or size else 0)
            shown += sign + size + self._wrapped(term, isinstance(part, a.Shaped) and not size)
        return shown


def _is_number(item: a.Array) -> bool:
    """Return whether an expression looks like a number: an entry, a value, a scalar."""
    is_entry = isinstance(item, a.Slice) and a.ALL not in item.places
    return is_entry or isinstance(item, a.Quantity | a.Function)
