"""What the names of a procedure hold, and which of it a read may find.

A loop writes many cells of one name, s_1 to s_K.  They are kept as one entry with the ends between
which their indices run, so that a read is found by its range and not by its letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from varsym import kernel as k
from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.duties import Duty, Scope, Within
from varsym.claims.formulas.names import free_names, substituted
from varsym.claims.translate import scalar_term
from varsym.errors import PackError

__all__ = [
    "NO_ROLE",
    "Drawn",
    "Ends",
    "Found",
    "Held",
    "Role",
    "box_of",
    "find",
    "generalised",
    "names_of",
]

#: The words that an array has for roles: none for anything, two where unlike ones are added.
Role = frozenset[str]
Ends = tuple[e.Scalar, e.Scalar]
Prove = Callable[[Duty], bool]

NO_ROLE: frozenset[Role] = frozenset([frozenset()])
ONE = e.Number(Fraction(1))


@dataclass(frozen=True)
class Drawn:
    """A shape that is not printed, by the number of its draw."""

    number: int


@dataclass(frozen=True)
class Held:
    """One cell of a name, or the cells that a loop has written.

    Attributes
    ----------
    name : str
    box : tuple of (Scalar, Scalar), or None
        Where each index begins and ends; None where this is not known.
    arity : int
    shape : Shape, Drawn or None
        With ``place_of(m)`` for index m; None if it is not known.
    roles : frozenset of Role
        Each that it may have.
    line, origin, depth : int
        The line, the number of the write, and in how many loops.
    needs : tuple of (Scalar, Scalar), or None
        The loops that must have a round for it to be there; None if nothing makes sure.
    group : int
        Entries of one loop, of which none is known to be the later one.
    is_attained : bool
        Whether each of `roles` does occur.
    """

    name: str
    box: tuple[Ends, ...] | None
    arity: int
    shape: a.Shape | Drawn | None
    roles: frozenset[Role]
    line: int
    origin: int
    depth: int = 0
    needs: tuple[Ends, ...] | None = ()
    group: int = 0
    is_attained: bool = True

    def key(self) -> tuple[object, ...]:
        """Return what is told of the entry, without where it is from."""
        return self.name, self.arity, self.box, self.needs, self.shape, self.roles


@dataclass(frozen=True)
class Found:
    """What a read may find, the latest first, and whether it always finds something.

    Parameters
    ----------
    entries : tuple of Held
        What a read may find.
    is_there : bool
        Whether it always finds something.
    asked : tuple of Duty
        What decides whether there is something, where it is not always there.
    """

    entries: tuple[Held, ...]
    is_there: bool
    #: What decides whether there is something, where it is not always there.
    asked: tuple[Duty, ...] = ()


def place_of(axis: int) -> e.Index:
    """Return the letter for an index of a cell in the shape of an entry."""
    return e.Index(f"·{axis}")


def box_of(indices: Sequence[e.Scalar]) -> tuple[Ends, ...]:
    """Return the box of one cell."""
    return tuple((at, at) for at in indices)


def find(
    store: Sequence[Held], name: str, indices: Sequence[e.Scalar], scope: Scope, prove: Prove
) -> Found:
    """Return the entries of `store` that a read of `name` may find, for all indices in scope.

    `prove` says whether a duty is proved.

    Examples
    --------
    >>> from varsym.claims import expressions as e
    >>> (i,), (one, two) = e.index("i"), (e.as_scalar(1), e.as_scalar(2))
    >>> store = [Held("s", ((one, i),), 1, (), NO_ROLE, 1, 1)]
    >>> find(store, "s", (i,), (("i", one, two),), lambda _: True).is_there
    True
    """
    entries: list[Held] = []
    same = [w for w in store if w.name == name and w.arity == len(indices)]
    is_there, groups = False, set()
    for entry in reversed(same):
        if is_there and entry.group not in groups:
            continue
        hit = _hits(entry, indices, scope, prove)
        if hit is False:
            continue
        entries.append(_at(entry, indices))
        if hit and entry.needs == ():
            if not is_there:
                groups = {e_.group for e_ in entries} - {0}
            is_there = True
    if is_there or not entries:
        return Found(tuple(entries), is_there)
    return _together(entries, indices, scope, prove)


def _hits(entry: Held, indices: Sequence[e.Scalar], scope: Scope, prove: Prove) -> bool | None:
    """Return whether a cell is one of an entry: always, never, or None for neither."""
    if entry.box is None:
        return None
    hit: bool | None = True
    for at, (low, high) in zip(indices, entry.box, strict=True):
        if low == at == high or prove(Within(at, scope, at, low, high)):
            continue
        below = Within(at, scope, low - 1, at, None)
        above = Within(at, scope, at, high + 1, None)
        if prove(below) or prove(above):
            return False
        hit = None
    return hit


def _at(entry: Held, indices: Sequence[e.Scalar]) -> Held:
    """Return an entry with its shape at one cell."""
    if not isinstance(entry.shape, tuple):
        return entry
    moved = {place_of(axis).name: at for axis, at in enumerate(indices)}
    return replace(entry, shape=substituted(entry.shape, moved))


def _together(
    entries: Sequence[Held], indices: Sequence[e.Scalar], scope: Scope, prove: Prove
) -> Found:
    """Settle whether entries of which none is always found are found together."""
    found = tuple(entries)
    exact = all(entry.box is not None and entry.needs is not None for entry in entries)
    if len(indices) == 1:
        at = indices[0]
        spans = [x.box[0] for x in entries if x.box is not None and x.needs == ()]
        whole = _with_unions(spans, scope, prove)
        if any(prove(Within(at, scope, at, low, high)) for low, high in whole):
            return Found(found, True)
    if not exact or len(entries) > 1:
        return Found(found, False)
    (entry,) = entries
    box = () if entry.needs or entry.box is None else zip(indices, entry.box, strict=True)
    asked = [Within(at, scope, at, low, high) for at, (low, high) in box]
    if not indices:
        asked = [Within(high, scope, high, low, None) for low, high in entry.needs or ()]
    return Found(found, False, tuple(asked))


def _with_unions(spans: Sequence[Ends], scope: Scope, prove: Prove) -> list[Ends]:
    """Return ranges, and with [a, b] and [c, d] all of [a, d] where c <= b + 1."""
    whole = list(dict.fromkeys(spans))
    for one in whole:
        for two in tuple(spans):
            both = (one[0], two[1])
            if both not in whole and prove(Within(one[1], scope, one[1] + 1, two[0], None)):
                whole.append(both)
    return whole


# ---------------------------------------------------------------- after the rounds of a loop


def generalised(
    entry: Held, index: str, low: e.Scalar, high: e.Scalar, group: int, *, runs: bool
) -> Held:
    """Return what is there of an entry after the rounds from `low` to `high` that each write it.

    Parameters
    ----------
    entry : Held
        As one round writes it.
    index : str
        That of the loop.
    low, high : Scalar
        Integers, both included.
    group : int
        That of the loop.
    runs : bool
        Whether it is proved that there is a round.
    """
    entry = replace(entry, group=group)
    if isinstance(entry.shape, Drawn):
        entry = replace(entry, shape=None)
    needs = None if _mentions(entry.needs, index) else entry.needs
    once = needs if runs or needs is None else (*needs, (low, high))
    axes = [x for x, ends in enumerate(entry.box or ()) if _mentions(ends, index)]
    if entry.box is None or len(axes) > 1:
        return _blurred(entry, index)
    if not axes:
        shape = entry.shape
        if _mentions(shape, index):
            shape = substituted(shape, {index: high}) if entry.needs == () else None
        return replace(entry, shape=shape, needs=once)
    (axis,) = axes
    start, stop = entry.box[axis]
    step = _step(stop, index)
    at: Ends | None = None
    shape = entry.shape
    if start == stop and step is not None:
        sign, rest = step
        place = place_of(axis)
        at = (_sum(low, rest), _sum(high, rest)) if sign > 0 else (rest - high, rest - low)
        solved = place - rest if sign > 0 else rest - place
        shape = None if shape is None else substituted(shape, {index: solved})
    elif not _mentions(start, index) and step is not None and step[0] > 0:
        at, needs = (start, _sum(high, step[1])), once  # the last round writes all of them
        shape = None if _mentions(shape, index) else shape
    if at is None:
        return _blurred(entry, index)
    box = (*entry.box[:axis], at, *entry.box[axis + 1 :])
    return replace(entry, box=box, shape=shape, needs=needs)


def _blurred(entry: Held, index: str) -> Held:
    """Return an entry of which no cell is known."""
    letters = {index, *(place_of(axis).name for axis in range(entry.arity))}
    lost = not letters.isdisjoint(free_names(entry.shape))
    return replace(entry, box=None, needs=None, shape=None if lost else entry.shape)


def _mentions(item: object, index: str) -> bool:
    return index in free_names(item)


def _step(item: e.Scalar, index: str) -> tuple[int, e.Scalar] | None:
    """Return the sign and the rest of ``index + rest`` or ``rest - index``."""
    rest: e.Scalar = substituted(item, {index: e.Number(Fraction(0))})
    at = e.Index(index)
    try:
        term = scalar_term(item)
        if term == scalar_term(at + rest):
            return 1, rest
        return (-1, rest) if term == scalar_term(rest - at) else None
    except (k.TermError, PackError):
        return None


def _sum(end: e.Scalar, rest: e.Scalar) -> e.Scalar:
    """Return a sum, worked out where it is one of numbers or of nothing."""
    if scalar_term(rest) == k.ZERO:
        return end
    match end, rest:
        case e.Number(one), e.Binary("+", e.Number(zero), e.Number(two)) if zero == 0:
            return e.Number(one + two)
    return end + rest


def names_of(store: Iterable[Held]) -> set[str]:
    """Return the names that hold something, maybe not in every run."""
    return {entry.name for entry in store}
