"""What a round of a loop begins with, what it leaves to the next, and what is there after the last.

What earlier rounds have left is first guessed from a reading in which nothing is settled, and then
shown by induction: each round leaves what was guessed.  Where the guess is not met, nothing in the
loop is proved or refuted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.duties import (
    SameShape,
    Scope,
    Within,
    narrowed,
)
from varsym.claims.formulas.findings import Findings, Store
from varsym.claims.formulas.held import (
    Found,
    Held,
    Role,
    find,
    generalised,
)
from varsym.claims.formulas.names import substituted

__all__ = ["Rounds"]

MAX_GUESSES = 4


class Rounds:
    """The rounds of one loop: what each begins with, what it leaves, and what is there after.

    Parameters
    ----------
    run : Findings
    go : callable
        Goes through lines with what names hold, which it changes, under a scope.
    number : int
        Of the loop's line.
    body : sequence of Line
    stated : mapping of str to Shape
        The shapes that the loop says to carry on.
    before : list of Held
        What names hold before the loop.
    scope : Scope
        Of the loop.
    loop : Loop or None
        None for a ``while``.
    """

    def __init__(
        self,
        run: Findings,
        go: Callable[[Sequence[p.Line], Store, Scope], None],
        number: int,
        body: Sequence[p.Line],
        stated: Mapping[str, a.Shape],
        before: Store,
        scope: Scope,
        loop: p.Loop | None,
    ) -> None:
        self.run, self.go, self.number, self.body, self.stated = run, go, number, body, stated
        self.before, self.scope, self.loop = before, scope, loop
        self.group = run.fresh()
        self.inner = self.onward = scope
        self.between: Sequence[p.Line] = ()
        self.runs = False
        if loop is not None:
            name, low, high = loop.index.name, loop.low, loop.high
            self.inner = (*scope, (name, low, high))
            self.onward = (*scope, (name, low, high - 1))
            self.between = loop.between
            self.runs = run.prove(Within(None, scope, high, low, None))
        self.roles: dict[str, frozenset[Role]] = {}
        self.is_attained = True

    def after(self) -> Store:
        """Return what is there after the rounds, which are gone through."""
        run = self.run
        guess: Store = []
        for turn in range(1, MAX_GUESSES + 1):
            left, roles = self.guessed(guess)
            if _keys(left) == _keys(guess) and roles == self.roles:
                break
            if roles != self.roles and self.loop is not None:
                few = Within(None, self.scope, self.loop.low + turn - 1, self.loop.high, None)
                self.is_attained &= run.answer(few) is False
            guess, self.roles = left, roles
        begun, outer = len(run.found.remarks), run.read
        run.read = set()
        start, middle, end = self.one_round(guess)
        left, roles = self.left(start, end), self.roles_after(start, end)
        kept = self.carried(start, end)
        run.read |= outer
        if not self.is_met(guess, left) or roles != self.roles:
            run.open_faults(begun)
            run.unclear("what a round leaves to the next", self.number)
        return self.store_after(start, middle, end, kept)

    def guessed(self, guess: Store) -> tuple[Store, dict[str, frozenset[Role]]]:
        """Return what a round would leave after a `guess`; nothing is settled."""
        run = self.run
        kept = run.is_guess, run.read, dict(run.taken)
        run.is_guess, run.read = True, set()
        start, _, end = self.one_round(guess)
        left, roles = self.left(start, end), self.roles_after(start, end)
        run.is_guess, run.read, run.taken = kept
        return left, roles

    def one_round(self, guess: Store) -> tuple[Store, Store, Store]:
        """Return what there is at the start of a round, after its body, and at its end."""
        start = [self.begun(held) for held in self.before] + guess
        store = list(start)
        self.go(self.body, store, self.inner)
        middle = list(store)
        self.go(self.between, store, self.onward)
        return start, middle, store

    def begun(self, held: Held) -> Held:
        """Return what was there before the loop as it is at the start of any round."""
        if held.arity:
            return held
        if held.name in self.stated:
            held = replace(held, shape=self.stated[held.name], needs=())
        roles = self.roles.get(held.name, held.roles)
        if roles == held.roles:
            return held
        return replace(held, roles=roles, is_attained=held.is_attained and self.is_attained)

    def left(self, start: Store, end: Store) -> Store:
        """Return the cells that earlier rounds have written when a round begins.

        `start` and `end` are what there is at both ends of a round.
        """
        made = [held for held in self.new(start, end) if held.arity]
        low, high = (self.loop.low, self.loop.index - 1) if self.loop else (None, None)
        return [self.over_rounds(held, low, high, runs=False) for held in made]

    def new(self, start: Store, end: Store) -> Store:
        """Return what is in `end` and was not yet there at the `start`."""
        origins = {held.origin for held in start}
        return [held for held in end if held.origin not in origins]

    def over_rounds(
        self, held: Held, low: e.Scalar | None, high: e.Scalar | None, *, runs: bool
    ) -> Held:
        """Return what is there of the write `held` after the rounds from `low` to `high`.

        `runs` says whether it is proved that there is a round.
        """
        shape = self.run.resolved(held.shape)
        held = replace(held, shape=shape, depth=len(self.scope))
        if self.loop is None or low is None or high is None:
            return replace(held, needs=None, group=self.group)
        return generalised(held, self.loop.index.name, low, high, self.group, runs=runs)

    def names(self) -> list[str]:
        """Return the names without an index that are there before the loop."""
        return list(dict.fromkeys(held.name for held in self.before if not held.arity))

    def entries(self, store: Store, name: str) -> tuple[Held, ...]:
        """Return all that a name without an index may hold in a `store`."""
        return find(store, name, (), self.inner, self.run.prove).entries

    def roles_after(self, start: Store, end: Store) -> dict[str, frozenset[Role]]:
        """Return the roles that names may have when a round begins, if they change.

        `start` and `end` are what there is at both ends of a round.
        """
        found = {}
        for name in self.names():
            old = frozenset[Role]().union(*(w.roles for w in self.entries(start, name)))
            new = old.union(*(w.roles for w in self.entries(end, name)))
            if new != old or name in self.roles:
                found[name] = new
        return found

    def is_met(self, guess: Store, left: Store) -> bool:
        """Return whether a round leaves, in `left`, what was guessed, in `guess`."""
        if len(guess) != len(left):
            return False
        return all(
            replace(one, shape=None).key() == replace(two, shape=None).key()
            and (one.shape == two.shape or one.shape is None)
            for one, two in zip(guess, left, strict=True)
        )

    def carried(self, start: Store, end: Store) -> set[str]:
        """Settle that a round ends with what the next begins with; return the names for which.

        `start` and `end` are what there is at both ends of a round.
        """
        kept = set()
        for name in self.names():
            first = find(start, name, (), self.inner, self.run.prove)
            last = self.entries(end, name)
            origins = {held.origin for held in first.entries}
            is_read = name in self.stated or not origins.isdisjoint(self.run.read)
            changed = [w for w in last if w.origin not in origins or name in self.stated]
            wanted = self.run.common([first], self.inner)
            if name in self.stated and self.loop is not None:
                index = self.loop.index
                wanted = substituted(self.stated[name], {index.name: index + 1})
            shown = [self.is_kept(held, wanted, is_read=is_read) for held in changed]
            if shown and all(shown) and first.is_there and (is_read or self.runs):
                kept.add(name)
        return kept

    def is_kept(self, held: Held, wanted: a.Shape | None, *, is_read: bool) -> bool:
        """Settle that `held`, which a name may hold, has the shape that the next round wants.

        `is_read` says whether the next round reads it.
        """
        run, read, when = self.run, p.Read(held.name), "for the next round"
        if run.is_broken(held.line):
            return True
        if wanted is None:
            return False  # nothing was read of it whose shape is known
        if run.resolved(held.shape) is None and is_read:
            run.take(held, wanted, self.onward, self.number)
        shape = run.resolved(held.shape)
        if shape is None:
            if is_read:
                run.unclear(read, self.number, when)
            return is_read
        every = SameShape(read, self.onward if self.between else self.inner, shape, wanted)
        if run.prove(narrowed(every)) or run.prove(every):
            run.settle(every, self.number, when)
            return True
        next_one = replace(every, scope=self.onward)
        if not is_read or self.is_single() or run.prove(next_one):
            return False
        if run.answer(next_one) is None:
            run.unclear(read, self.number, when)
            return False
        run.settle(next_one, self.number, when)
        return True  # what follows from it is not told again

    def is_single(self) -> bool:
        """Return whether it is proved that no round follows another."""
        loop = self.loop
        if loop is None:
            return False
        return self.run.prove(Within(None, self.scope, loop.low, loop.high, None))

    def store_after(self, start: Store, middle: Store, end: Store, kept: set[str]) -> Store:
        """Return what there is after the last round.

        A round goes from `start` over `middle`, after its body, to `end`; the names in `kept` keep
        their shapes.
        """
        loop = self.loop
        low, high = (loop.low, loop.high) if loop is not None else (None, None)
        earlier = None if high is None else high - 1
        store = [
            replace(self.begun(w), shape=w.shape, needs=w.needs)
            for w in self.before
            if w.arity or w.name not in kept
        ]
        made = [self.over_rounds(w, low, earlier, runs=False) for w in self.new(middle, end)]
        made += [self.over_rounds(w, low, high, runs=self.runs) for w in self.new(start, middle)]
        made = [w for w in made if w.arity or w.name not in kept]
        return [*store, *made, *(self.one_after(name, start, middle, end) for name in kept)]

    def one_after(self, name: str, start: Store, middle: Store, end: Store) -> Held:
        """Return what a name that keeps its shape from round to round holds at last.

        A round goes from `start` over `middle`, after its body, to `end`.
        """
        first = self.entries(start, name)
        last = self.entries(middle if self.between else end, name)
        shape = self.run.common([Found(first, True)], self.inner)
        if self.loop is not None:
            index, high = self.loop.index.name, self.loop.high
            if self.between:
                shape = substituted(self.run.common([Found(last, True)], self.inner), {index: high})
            elif name in self.stated:
                shape = substituted(self.stated[name], {index: high + 1})
        entries = last if self.runs else (*first, *last)
        roles = frozenset[Role]().union(*(held.roles for held in entries))
        return replace(
            last[0], shape=shape, roles=roles, needs=(), group=0,
            depth=len(self.scope), is_attained=len(roles) == 1,
        )  # fmt: skip


def _keys(store: Store) -> list[tuple[object, ...]]:
    return [held.key() for held in store]
