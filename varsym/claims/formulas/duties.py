"""The kinds of duty: what has to hold at a place of a formula, so that it makes sense."""

from __future__ import annotations

from dataclasses import dataclass, replace

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.names import free_names

__all__ = [
    "Ambiguous",
    "Apart",
    "Box",
    "Comparison",
    "Declared",
    "Duty",
    "Earlier",
    "Integral",
    "Invertible",
    "Member",
    "NonNegative",
    "NonZero",
    "SameShape",
    "Scope",
    "Within",
    "narrowed",
    "subject",
]

#: The indices that are bound around a place, outermost first: name, low, high.
Scope = tuple[tuple[str, e.Scalar, e.Scalar], ...]
#: The ranges of the indices of a family, one each.
Box = tuple[tuple[e.Scalar, e.Scalar], ...]


@dataclass(frozen=True)
class Duty:
    """One thing that has to hold at a place of a formula, for all indices in scope there."""

    place: object
    scope: Scope


@dataclass(frozen=True)
class Declared(Duty):
    """The letter `name` is declared."""

    name: str


@dataclass(frozen=True)
class Ambiguous(Duty):
    """A letter that stands for two things, such as an index and a side: never settled.

    So is a definition by itself, and one that leaves open an index of what it defines.
    """


@dataclass(frozen=True)
class Member(Duty):
    """`indices` are in one of `boxes`; there may be more members where these are not `is_all`."""

    indices: a.Shape
    boxes: tuple[Box, ...]
    is_all: bool


@dataclass(frozen=True)
class Earlier(Duty):
    """`found` comes before `own`, entry by entry as words are ordered: refuted by nothing.

    They may be the same where the duty is not `is_strict`.
    """

    found: a.Shape
    own: a.Shape
    is_strict: bool


@dataclass(frozen=True)
class Apart(Duty):
    """Two places of one letter, `one` and `other`, differ, for all indices of both.

    It is refuted by nothing.
    """

    one: a.Shape
    other: a.Shape


@dataclass(frozen=True)
class Integral(Duty):
    """`value` is an integer."""

    value: e.Scalar


@dataclass(frozen=True)
class Within(Duty):
    """`low` <= `value` <= `high`; no upper end is none."""

    value: e.Scalar
    low: e.Scalar
    high: e.Scalar | None


@dataclass(frozen=True)
class SameShape(Duty):
    """Two shapes are the same."""

    found: a.Shape
    wanted: a.Shape


@dataclass(frozen=True)
class NonZero(Duty):
    """No entry of `array` vanishes."""

    array: a.Array


@dataclass(frozen=True)
class Invertible(Duty):
    """A matrix that is not written as a diagonal one has an inverse: never settled."""


@dataclass(frozen=True)
class NonNegative(Duty):
    """No entry of `array` is negative."""

    array: a.Array


@dataclass(frozen=True)
class Comparison(Duty):
    """``left op right`` at all entries."""

    op: str
    left: a.Array
    right: a.Array


def subject(duty: Duty) -> tuple[object, ...]:
    """Return the expressions that a duty is about."""
    match duty:
        case Integral(_, _, value):
            return (value,)
        case Within(_, _, value, low, high):
            return (value, low, *([] if high is None else [high]))
        case SameShape(_, _, found, wanted) | Earlier(_, _, found, wanted):
            return (*found, *wanted)
        case Apart(_, _, one, other):
            return (*one, *other)
        case Member(_, _, indices, boxes):
            return (*indices, *boxes)
        case NonZero(_, _, array) | NonNegative(_, _, array):
            return (array,)
        case Comparison(_, _, _, left, right):
            return (left, right)
    return ()


def narrowed(duty: Duty) -> Duty:
    """Return a duty under those indices alone that it speaks of, so that no other is assumed."""
    wanted = set(free_names(subject(duty)))
    kept: list[tuple[str, e.Scalar, e.Scalar]] = []
    for name, low, high in reversed(duty.scope):
        if name in wanted:
            wanted.update(free_names((low, high)))
            kept.insert(0, (name, low, high))
    return replace(duty, scope=tuple(kept))
