"""What has to hold in the lines of a procedure, round by round, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from varsym.claims import expressions as e
from varsym.claims.derivatives.paths import inside
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import operations as o
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.carrying import Rounds
from varsym.claims.formulas.duties import (
    Integral,
    SameShape,
    Scope,
    Within,
)
from varsym.claims.formulas.findings import Checked, Findings, Remark, Store
from varsym.claims.formulas.held import (
    NO_ROLE,
    Drawn,
    Found,
    Held,
    Role,
    box_of,
    find,
    generalised,
    names_of,
)
from varsym.claims.formulas.layout import declared_scope
from varsym.claims.formulas.names import all_names, free_names, substituted
from varsym.claims.formulas.reading import Key, asked_shape, reads_in, with_shapes
from varsym.claims.formulas.roles import roles_of
from varsym.claims.formulas.settling import settle
from varsym.claims.formulas.shapes import reduced, shape_of
from varsym.claims.render import text

__all__ = ["Checked", "Remark", "check_procedure"]


@lru_cache(maxsize=64)
def check_procedure(goal: p.Procedure, conditions: tuple[e.Condition, ...]) -> Checked:
    """Check every line of a procedure under conditions, those of a loop for all rounds at once.

    Examples
    --------
    >>> (n,) = e.reals("n")
    >>> x = a.ArrayVariable("x", (n,))
    >>> lines = (p.Assign(1, "y", p.Read("x")), p.Return(2, p.Read("z")))
    >>> found = check_procedure(p.Procedure((a.Sides("n"), a.Let(x)), lines), ())
    >>> [(r.line, r.fault.line) for r in found.remarks if r.fault]
    [(2, 'z is read, and nothing defines it')]
    """
    own = _own_names(goal.lines)
    kept = tuple(c for c in conditions if own.isdisjoint(all_names(c)))
    run = _Run(goal, kept)
    for settled in settle(a.Formula(goal.declared), kept):
        run.found.remarks.append(Remark(0, settled))
    scope = declared_scope(goal.declared)
    store: Store = []
    for one in goal.declared:
        if isinstance(one, a.Let):
            store += run.declared(one.array, scope)
    run.lines(goal.lines, store, scope)
    if len(kept) < len(conditions):  # one is on a letter that the lines change
        run.open_faults(0)
    return run.found


def _own_names(lines: Sequence[p.Line]) -> set[str]:
    """Return the names that lines give a value to, and the indices of their loops."""
    found: set[str] = set()
    for line in lines:
        match line:
            case p.Assign(_, name) | p.Draw(_, name):
                found.add(name)
            case p.Loop():
                found |= {line.index.name} | _own_names((*line.body, *line.between))
            case p.While():
                found |= _own_names(line.body)
    return found


class _Run(Findings):
    # ------------------------------------------------------------ lines

    def lines(self, lines: Sequence[p.Line], store: Store, scope: Scope) -> None:
        """Go through lines in order, and change what names hold."""
        for line in lines:
            match line:
                case p.Assign(number, name, value, indices):
                    shape, roles = self.value(value, store, scope, number)
                    self.letters(indices, store, scope, number)
                    self.write(name, indices, shape, roles, store, scope, number)
                case p.Draw(number, name, _, shape, indices, role):
                    self.letters((shape or (), indices), store, scope, number)
                    roles = NO_ROLE if role is None else frozenset([frozenset([role])])
                    held = Drawn(self.fresh()) if shape is None else shape
                    if shape is None and not self.is_guess:
                        self.found.unprinted.append(number)
                    self.sides(name, shape or (), scope, number)
                    self.write(name, indices, held, roles, store, scope, number)
                case p.Loop():
                    self.repeat(line, store, scope)
                case p.While(number, _, body):
                    self.rounds(number, body, {}, store, scope)
                case p.Return(number, value, shape):
                    found, _ = self.value(value, store, scope, number)
                    self.letters(shape or (), store, scope, number)
                    if shape is not None and found is not None:
                        self.settle(SameShape(value, scope, found, shape), number)

    def write(
        self,
        name: str,
        indices: tuple[e.Scalar, ...],
        shape: a.Shape | Drawn | None,
        roles: frozenset[Role],
        store: Store,
        scope: Scope,
        number: int,
    ) -> None:
        """Write one cell; what was surely in the same one is gone."""
        if name in self.letters_of_sides or any(name == place[0] for place in scope):
            self.unclear(p.Read(name, indices), number)
        for duty in self.duties(a.ArrayVariable(name, (), indices), scope):
            self.settle(duty, number)
        box = box_of(indices)
        store[:] = [w for w in store if (w.name, w.box) != (name, box)]
        store.append(Held(name, box, len(box), shape, roles, number, self.fresh(), len(scope)))

    def declared(self, array: a.ArrayVariable, scope: Scope) -> Store:
        """Return what is there of a declared array, or of a family of arrays."""
        box = box_of(array.indices)
        held = Held(array.name, box, len(box), array.shape, NO_ROLE, 0, self.fresh())
        whole = held
        for name, low, high in reversed(scope if array.indices else ()):
            if name in free_names((whole.box, whole.shape)):
                whole = generalised(whole, name, low, high, 0, runs=True)
        return [whole] if whole == held else [whole, held]

    def repeat(self, line: p.Loop, store: Store, scope: Scope) -> None:
        """Go through a loop, once for all rounds, with the shapes that a round begins with."""
        name = line.index.name
        if name in self.known or any(name == outer for outer, _, _ in scope):
            shown = f"{name} is the index of the loop, and something else"
            self.fault(line.number, shown, name, "one thing")
            return
        if name in names_of(store):
            self.unclear(line.index, line.number)
        stated = dict(line.carried)
        self.ends(line, stated, store, scope)
        for read, shape in stated.items():
            start = substituted(shape, {name: line.low})
            self.begin(p.Read(read), start, line, store, scope)
        inner = (*scope, (name, line.low, line.high))
        for read, shape in stated.items():
            self.letters(shape, store, inner, line.number)
            for duty in self.duties(a.Ones(shape), inner):
                self.settle(replace(duty, place=p.Read(read)), line.number)
        begun = len(self.found.remarks)
        self.rounds(line.number, line.body, stated, store, scope, line)
        if self.answer(Within(line.low, scope, line.low - 1, line.high, None)) is not False:
            self.open_faults(begun)  # there may never be a round

    def begin(self, read: p.Read, start: a.Shape, line: p.Loop, store: Store, scope: Scope) -> None:
        """Settle that a carried name begins with the shape that is stated for the first round."""
        found = find(store, read.name, (), scope, self.prove)
        if not found.is_there:
            self.missing(read, found, store, line.number)
        for held in found.entries:
            known = self.resolved(held.shape)
            if known is not None:
                duty = SameShape(read, scope, known, start)
                self.settle(duty, line.number, "before the first round")
            elif isinstance(held.shape, Drawn):
                self.taken[held.shape] = start
            else:
                self.unclear(read, line.number)

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

    # ------------------------------------------------------------ rounds

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
        whole = Rounds(self, self.lines, number, body, stated, list(store), scope, loop)
        store[:] = whole.after()

    # ------------------------------------------------------------ expressions

    def value(
        self, item: a.Array, store: Store, scope: Scope, number: int
    ) -> tuple[a.Shape | None, frozenset[Role]]:
        """Settle what an expression needs, and return its shape, if known, and its roles."""
        self.letters(item, store, scope, number)
        reads = list(dict.fromkeys(reads_in(item)))
        if not self.is_guess:
            self.found.reads += len({read for read, _ in reads})
        looked: dict[Key, list[Found]] = {}
        is_missing = False
        for read, bound in reads:
            found = find(store, read.name, read.indices, (*scope, *bound), self.prove)
            looked.setdefault((read.name, read.indices), []).append(found)
            self.read.update(held.origin for held in found.entries)
            if not found.is_there:
                is_missing = True
                self.missing(read, found, store, number)
        view = {
            (read.name, read.indices): self.common(
                looked[read.name, read.indices], (*scope, *bound)
            )
            for read, bound in reads
        }
        for read, _ in reads if not is_missing or self.is_guess else ():
            key = read.name, read.indices
            if view[key] is None:
                self.give_shape(looked[key], asked_shape(item, read, view), scope, number)
                view[key] = self.common(looked[key], scope)
        roles = self.roles_in(item, looked, number)
        unknown = [read for read, _ in reads if view[read.name, read.indices] is None]
        if self.is_guess and unknown:
            is_map = isinstance(item, a.Applied | o.AppliedTo)
            return (shape_of(item) if is_map else None), roles
        if is_missing:
            return None, roles
        if unknown:
            self.unclear(unknown[0], number)
            return None, roles
        made = with_shapes(item, view)
        for duty in self.duties(made, scope):
            self.settle(duty, number)
        return shape_of(made), roles

    def give_shape(
        self, looked: Sequence[Found], asked: a.Shape | None, scope: Scope, number: int
    ) -> None:
        """Take the shape that is asked for, where none was printed."""
        entries = [held for found in looked for held in found.entries]
        if asked is None or len({held.origin for held in entries}) != 1:
            return
        self.take(entries[0], asked, scope, number)

    def letters(self, item: object, store: Store, scope: Scope, number: int) -> None:
        """Report the letters of an expression that are neither declared nor held."""
        names = names_of(store) | self.known | {name for name, _, _ in scope}
        for name in dict.fromkeys(free_names(item)):
            if name not in names:
                shown = text(e.Real(name))
                self.fault(number, f"{shown} is nowhere declared", shown, "declared")
        held_names = names_of(store)
        for part in dict.fromkeys(leaf for leaf in inside(item) if isinstance(leaf, e.Real)):
            if part.name in held_names:
                self.number(part, store, scope, number)

    def number(self, part: e.Real, store: Store, scope: Scope, number: int) -> None:
        """Settle that a letter in a scalar is a number."""
        if part.name in self.known and not any(
            w.name == part.name and w.arity == len(part.indices) for w in store
        ):
            return  # a family of numbers beside an array
        read, shown = p.Read(part.name, part.indices), text(part)
        known = self.known.union(name for name, _, _ in scope)
        if not known.issuperset(free_names(part.indices)):
            self.unclear(read, number)  # an index that a sum binds
            return
        found = find(store, part.name, part.indices, scope, self.prove)
        self.read.update(held.origin for held in found.entries)
        if not found.is_there:
            self.missing(read, found, store, number)
            return
        for held in found.entries:
            if self.resolved(held.shape) is None:
                self.take(held, (), scope, number)
            shape = self.resolved(held.shape)
            if shape is None:
                self.unclear(read, number)
            elif reduced(shape):
                is_number = self.answer(SameShape(read, scope, shape, ()))
                if is_number is False and len(found.entries) == 1:
                    line = f"{shown} is an array, where a number stands"
                    self.fault(number, line, shown, "a number")
                elif not is_number:
                    self.unclear(read, number)

    def roles_in(
        self, item: a.Array, looked: Mapping[Key, Sequence[Found]], number: int
    ) -> frozenset[Role]:
        """Return the roles of an expression, and report arguments of another role."""

        def look(read: p.Read) -> tuple[frozenset[Role], bool]:
            entries = [w for found in looked[read.name, read.indices] for w in found.entries]
            roles = frozenset[Role]().union(*(held.roles for held in entries)) or NO_ROLE
            return roles, len(entries) == 1 and entries[0].is_attained

        def told(line: str, found: str, wanted: str, is_sure: bool) -> None:
            if is_sure:
                self.fault(number, line, found, wanted)
            else:
                self.unclear(line, number)

        return roles_of(item, look, self.roles, told)
