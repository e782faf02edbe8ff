"""What has to hold in the lines of a procedure, round by round, and whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import inside
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.duties import (
    Ambiguous,
    Duty,
    Integral,
    SameShape,
    Scope,
    Within,
    narrowed,
)
from varsym.claims.formulas.layout import expression_duties
from varsym.claims.formulas.names import declared_names, free_names, substituted
from varsym.claims.formulas.settling import Settled, settle, settle_one
from varsym.claims.formulas.shapes import reduced, shape_of
from varsym.claims.render import text

__all__ = ["Checked", "Remark", "check_procedure"]


@dataclass(frozen=True)
class Fault:
    """What is wrong without any numbers: what is found, and what is wanted."""

    line: str
    found: str
    wanted: str


@dataclass(frozen=True)
class Remark:
    """Something about one line: a duty that was settled, or a fault that needs no numbers."""

    line: int
    settled: Settled | None = None
    fault: Fault | None = None
    when: str = ""


@dataclass
class Checked:
    """All that was looked at, in the order of the lines."""

    remarks: list[Remark] = field(default_factory=list)
    #: Lines that draw an array without a printed shape.
    unprinted: list[int] = field(default_factory=list)
    reads: int = 0


Key = tuple[str, tuple[e.Scalar, ...]]


@dataclass(frozen=True)
class _Held:
    """What a name holds: its shape, if known, its role, where it is from and in which loops."""

    shape: a.Shape | None
    role: str | None
    line: int
    depth: int = 0


Store = dict[Key, _Held]


@lru_cache(maxsize=64)
def check_procedure(goal: p.Procedure, conditions: tuple[e.Condition, ...]) -> Checked:
    """Check every line of a procedure, those of a loop for all of its rounds at once.

    Examples
    --------
    >>> (n,) = e.reals("n")
    >>> x = a.ArrayVariable("x", (n,))
    >>> lines = (p.Assign(1, "y", p.Read("x")), p.Return(2, p.Read("z")))
    >>> found = check_procedure(p.Procedure((a.Sides("n"), a.Let(x)), lines), ())
    >>> [(r.line, r.fault.line) for r in found.remarks if r.fault]
    [(2, 'z is read, and nothing defines it')]
    """
    run = _Run(goal, conditions)
    for settled in settle(a.Formula(goal.declared), conditions):
        run.found.remarks.append(Remark(0, settled))
    store: Store = {}
    for one in goal.declared:
        if isinstance(one, a.Let):
            store[one.array.name, one.array.indices] = _Held(one.array.shape, None, 0)
    run.lines(goal.lines, store, ())
    return run.found


class _Run:
    def __init__(self, goal: p.Procedure, conditions: tuple[e.Condition, ...]) -> None:
        self.goal, self.conditions = goal, conditions
        self.known = declared_names(goal.declared)
        #: What no line changes.
        self.fixed = [one for one in goal.declared if not isinstance(one, a.Let)]
        self.roles = {d.name: d for d in goal.declared if isinstance(d, p.Roles)}
        self.found = Checked()
        self.seen: set[object] = set()

    # ------------------------------------------------------------ lines

    def lines(self, lines: Sequence[p.Line], store: Store, scope: Scope) -> None:
        """Go through lines in order, and change what names hold."""
        for line in lines:
            match line:
                case p.Assign(number, name, value, indices):
                    shape, role = self.value(value, store, scope, number)
                    store[name, indices] = _Held(shape, role, number, len(scope))
                case p.Draw(number, name, _, shape, indices, role):
                    if shape is None:
                        self.found.unprinted.append(number)
                    self.letters(shape or (), store, scope, number)
                    store[name, indices] = _Held(shape, role, number, len(scope))
                case p.Loop():
                    self.repeat(line, store, scope)
                case p.While(number, _, body):
                    self.rounds(number, body, {}, store, scope)
                case p.Return(number, value, shape):
                    found, _ = self.value(value, store, scope, number)
                    self.letters(shape or (), store, scope, number)
                    if shape is not None and found is not None:
                        self.settle(SameShape(value, scope, found, shape), number)

    def repeat(self, line: p.Loop, store: Store, scope: Scope) -> None:
        """Go through a loop, once for all rounds, with the shapes that a round begins with."""
        name = line.index.name
        if name in self.known or any(name == outer for outer, _, _ in scope):
            shown = f"{name} is the index of the loop, and something else"
            self.fault(line.number, shown, name, "one thing")
            return
        stated = dict(line.carried)
        self.ends(line, stated, store, scope)
        for key in [key for key in store if not key[1] and key[0] in stated]:
            start = substituted(stated[key[0]], {name: line.low})
            known = store[key].shape
            if known is None:
                store[key] = replace(store[key], shape=start)
            else:
                entry = SameShape(p.Read(key[0]), scope, known, start)
                self.settle(entry, line.number, "before the first round")
        inner = (*scope, (name, line.low, line.high))
        for read, shape in stated.items():
            self.letters(shape, store, inner, line.number)
            for duty in expression_duties(a.Ones(shape), self.fixed, inner):
                self.settle(replace(duty, place=p.Read(read)), line.number)
        self.rounds(line.number, line.body, stated, store, scope, line)

    def ends(self, line: p.Loop, stated: Mapping[str, a.Shape], store: Store, scope: Scope) -> None:
        """Settle that a loop has ends, and rounds where what is after it depends on them."""
        low, high = line.low, line.high
        self.letters((low, high), store, scope, line.number)
        for end in (low, high):
            if not isinstance(end, e.Number) or end.value.denominator > 1:
                self.settle(Integral(end, scope, end), line.number)
        if line.between or stated:
            least = low if line.between else low - 1
            self.settle(Within(high, scope, high, least, None), line.number)
        for name in stated:
            if (name, ()) not in store:
                self.fault(line.number, *_missing(p.Read(name), store))

    def rounds(
        self,
        number: int,
        body: Sequence[p.Line],
        stated: Mapping[str, a.Shape],
        store: Store,
        scope: Scope,
        loop: p.Loop | None = None,
    ) -> None:
        """Go through the body of a loop and change `store` to what there is after it."""
        inner = scope if loop is None else (*scope, (loop.index.name, loop.low, loop.high))
        before = dict(store)
        during = {
            key: replace(held, shape=stated[key[0]]) if key[0] in stated else held
            for key, held in store.items()
        }
        self.lines(body, during, inner)
        after, onward = dict(during), inner
        if loop is not None and loop.between:
            onward = (*scope, (loop.index.name, loop.low, loop.high - 1))
            self.lines(loop.between, during, onward)
        for key, held in before.items():
            self.carried(number, key, held, during[key], stated, onward, loop)
        for key, held in before.items():
            if loop is None:
                store[key] = replace(during[key], line=held.line)
                continue
            name = loop.index.name
            if loop.between:
                shape = substituted(after[key].shape, {name: loop.high})
            elif key[0] in stated:
                shape = substituted(stated[key[0]], {name: loop.high + 1})
            else:
                shape = held.shape
            store[key] = replace(after[key], shape=shape, depth=held.depth)

    def carried(
        self,
        number: int,
        key: Key,
        start: _Held,
        end: _Held,
        stated: Mapping[str, a.Shape],
        scope: Scope,
        loop: p.Loop | None,
    ) -> None:
        """Settle that a round ends with what the next one begins with."""
        if (end == start and key[0] not in stated) or self.is_broken(end.line):
            return
        wanted = start.shape
        if key[0] in stated and loop is not None:
            wanted = substituted(stated[key[0]], {loop.index.name: loop.index + 1})
        when = "for the next round"
        if wanted is not None and end.shape is not None:
            self.settle(SameShape(p.Read(*key), scope, end.shape, wanted), number, when)
        if None not in (start.role, end.role) and end.role != start.role:
            shown = text(p.Read(*key))
            line = f"{shown} is {end.role} {when}, and {start.role} before"
            self.fault(number, line, f"{shown}, {end.role},", start.role or "")

    # ------------------------------------------------------------ expressions

    def value(
        self, item: a.Array, store: Store, scope: Scope, number: int
    ) -> tuple[a.Shape | None, str | None]:
        """Settle what an expression needs, and return its shape, if known, and its role."""
        self.letters(item, store, scope, number)
        reads = list(dict.fromkeys(_reads(item)))
        self.found.reads += len(reads)
        missing = [read for read in reads if (read.name, read.indices) not in store]
        for read in missing:
            self.fault(number, *_missing(read, store))
        if missing:
            return None, self.role(item, store, number)
        for read in reads:
            self.give_shape(read, item, store, scope)
        role = self.role(item, store, number)
        unknown = [read for read in reads if store[read.name, read.indices].shape is None]
        if unknown:
            self.found.remarks.append(Remark(number, Settled(Ambiguous(unknown[0], ()), None)))
            return None, role
        whole = _with_shapes(item, store)
        for duty in expression_duties(whole, self.fixed, scope):
            self.settle(duty, number)
        return shape_of(whole), role

    def letters(self, item: object, store: Store, scope: Scope, number: int) -> None:
        """Report the letters of an expression that are neither declared nor held."""
        names = {key[0] for key in store} | self.known | {name for name, _, _ in scope}
        for name in dict.fromkeys(free_names(item)):
            if name not in names:
                shown = text(e.Real(name))
                self.fault(number, f"{shown} is nowhere declared", shown, "declared")
        for part in dict.fromkeys(leaf for leaf in inside(item) if isinstance(leaf, e.Real)):
            held = store.get((part.name, part.indices))
            if held is not None and held.shape is not None and reduced(held.shape):
                shown = text(part)
                self.fault(number, f"{shown} is an array, where a number stands", shown, "a number")

    def give_shape(self, read: p.Read, item: a.Array, store: Store, scope: Scope) -> None:
        """Take the shape that is asked for, where none was printed."""
        key = read.name, read.indices
        if store[key].shape is None:
            asked = _asked(item, read, store)
            if asked is not None:
                first = {name: low for name, low, _ in scope[store[key].depth :]}
                store[key] = replace(store[key], shape=substituted(asked, first))

    def role(self, item: a.Array, store: Store, number: int) -> str | None:
        """Return the role of an expression, and report arguments of another role."""
        inner = [self.role(part, store, number) for part in _parts(item)]
        match item:
            case p.Read(name, indices):
                held = store.get((name, indices))
                return None if held is None else held.role
            case a.Applied(name) | o.AppliedTo(name):
                known = self.roles.get(name)
                if known is None:
                    return None
                for place, (found, taken) in enumerate(zip(inner, known.takes, strict=False), 1):
                    if None not in (found, taken) and found != taken:
                        argument = f"argument {place} of {text(e.Real(name))}"
                        line = f"{argument} is {found}, where it takes {taken}"
                        self.fault(number, line, argument, taken or "")
                return known.gives
            case a.ArrayNorm() | a.Inner() | a.MatMul():
                return None
        own = {role for role in inner if role is not None}
        return own.pop() if len(own) == 1 else None

    # ------------------------------------------------------------ what is found

    def is_broken(self, number: int) -> bool:
        """Return whether a shape in a line is known to be wrong, so that more would follow."""
        settled = [r.settled for r in self.found.remarks if r.line == number and r.settled]
        return any(one.holds is False for one in settled)

    def fault(self, number: int, line: str, found: str, wanted: str) -> None:
        self.found.remarks.append(Remark(number, None, Fault(line, found, wanted)))

    def settle(self, duty: Duty, number: int, when: str = "") -> None:
        duty = narrowed(duty)
        key = replace(duty, place=None)
        if key in self.seen:
            return
        self.seen.add(key)
        loops = [a.Ranging(e.Index(name), low, high) for name, low, high in duty.scope]
        formula = a.Formula((*self.goal.declared, *loops))
        settled = settle_one(duty, formula, self.conditions)
        self.found.remarks.append(Remark(number, settled, None, when))


def _missing(read: p.Read, store: Store) -> tuple[str, str, str]:
    """Say that a name is read that nothing defines, and which one like it is defined."""
    head = read.name.partition("_")[0]
    like = [key for key in store if key[0] == read.name]
    like = like or [key for key in store if key[0].partition("_")[0] == head]
    known = f" ({text(p.Read(*like[0]))} is, in line {store[like[0]].line})" if like else ""
    line = f"{text(read)} is read, and nothing defines it{known}"
    return line, text(read), "defined before it is read"


def _reads(item: a.Array) -> Iterator[p.Read]:
    if isinstance(item, p.Read):
        yield item
    for part in _parts(item):
        yield from _reads(part)


def _parts(item: object) -> Iterator[a.Array]:
    for one in fields(item) if isinstance(item, a.Array) else ():  # type: ignore[arg-type]
        yield from _arrays_in(getattr(item, one.name))


def _arrays_in(child: object) -> Iterator[a.Array]:
    if isinstance(child, a.Array):
        yield child
    for part in child if isinstance(child, tuple) else ():
        yield from _arrays_in(part)


def _rebuilt(item: Any, change: Callable[[a.Array], a.Array]) -> Any:
    """Return an expression with the arrays directly inside it changed."""
    made = object.__new__(type(item))
    for one in fields(item):
        object.__setattr__(made, one.name, _changed(getattr(item, one.name), change))
    return made


def _changed(child: Any, change: Callable[[a.Array], a.Array]) -> Any:
    if isinstance(child, a.Array):
        return change(child)
    return tuple(_changed(part, change) for part in child) if isinstance(child, tuple) else child


def _with_shapes(item: a.Array, store: Store) -> a.Array:
    """Return an expression with arrays of known shapes for what it reads."""
    if isinstance(item, p.Read):
        shape = store[item.name, item.indices].shape
        return a.ArrayVariable(item.name, shape or (), item.indices)
    made: a.Array = _rebuilt(item, lambda part: _with_shapes(part, store))
    return made


def _asked(item: a.Array, read: p.Read, store: Store) -> a.Shape | None:
    """Return the shape that an expression asks of something that it reads, or None."""
    match item:
        case a.ArraySum(terms) if any(_is_multiple(part, read) for _, part in terms):
            for _, part in terms:
                known = [store[r.name, r.indices].shape is not None for r in _reads(part)]
                if all(known) and not _is_multiple(part, read):
                    return shape_of(_with_shapes(part, store))
        case a.Applied(_, _, dom, _, argument) if argument == read:
            return dom
        case o.AppliedTo(_, _, doms, _, arguments) if read in arguments:
            return dict(zip(arguments, doms, strict=False)).get(read)
    found = (_asked(part, read, store) for part in _parts(item))
    return next((shape for shape in found if shape is not None), None)


def _is_multiple(item: a.Array, read: p.Read) -> bool:
    match item:
        case a.Hadamard(a.Quantity(), part) | a.Hadamard(part, a.Quantity()):
            return part == read
    return item == read
