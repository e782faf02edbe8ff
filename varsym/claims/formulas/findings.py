"""What is found in the lines of a procedure: duties that are settled, faults, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import procedures as p
from varsym.claims.formulas.duties import (
    Ambiguous,
    Duty,
    SameShape,
    Scope,
    narrowed,
)
from varsym.claims.formulas.held import (
    Drawn,
    Found,
    Held,
)
from varsym.claims.formulas.layout import expression_duties
from varsym.claims.formulas.names import declared_names, free_names, substituted
from varsym.claims.formulas.settling import Settled, settle_one
from varsym.claims.render import text

__all__ = ["Checked", "Fault", "Findings", "Remark", "Store"]


@dataclass(frozen=True)
class Fault:
    """What is wrong in a `line` without any numbers: what is found, and what is wanted."""

    line: str
    found: str
    wanted: str


@dataclass(frozen=True)
class Remark:
    """Something about one line: a duty that was settled, or a fault that needs no numbers.

    `when` says in words in which round it is looked at, and is empty outside of loops.
    """

    line: int
    settled: Settled | None = None
    fault: Fault | None = None
    when: str = ""


@dataclass
class Checked:
    """All that was looked at, in the order of the lines.

    Parameters
    ----------
    remarks : list of Remark
    unprinted : list of int
        Lines of draws without a printed shape.
    reads : int
        How many reads there were.
    """

    remarks: list[Remark] = field(default_factory=list)
    #: Lines that draw an array without a printed shape.
    unprinted: list[int] = field(default_factory=list)
    reads: int = 0


Store = list[Held]


class Findings:
    """What is found so far, the shapes that are taken from their use, and what may be asked.

    Parameters
    ----------
    goal : Procedure
    conditions : tuple of Condition
        None of them on a letter that the lines change.
    """

    def __init__(self, goal: p.Procedure, conditions: tuple[e.Condition, ...]) -> None:
        self.goal, self.conditions = goal, conditions
        self.known = declared_names(goal.declared)
        #: What no line changes.
        self.fixed = [one for one in goal.declared if not isinstance(one, a.Let)]
        self.letters_of_sides = declared_names(
            [one for one in self.fixed if not isinstance(one, a.Symbol)]
        )
        self.roles = {d.name: d for d in goal.declared if isinstance(d, p.Roles)}
        self.found = Checked()
        self.seen: set[object] = set()
        #: Shapes of draws that are taken from their use.
        self.taken: dict[Drawn, a.Shape] = {}
        #: The origins of what was read in the loop that is gone through.
        self.read: set[int] = set()
        self.answers: dict[Duty, bool | None] = {}
        self.is_guess = False
        self.count = 0

    def fresh(self) -> int:
        """Return a number that nothing else has."""
        self.count += 1
        return self.count

    def is_broken(self, number: int) -> bool:
        """Return whether a shape in a line is known to be wrong, so that more would follow."""
        settled = [r.settled for r in self.found.remarks if r.line == number and r.settled]
        return any(one.holds is False for one in settled)

    def missing(self, read: p.Read, found: Found, store: Store, number: int) -> None:
        """Tell that the `read` of a name, in the line `number`, may find nothing.

        `found` is what it may find, of all in `store`.
        """
        if self.is_guess:
            return
        if not found.entries:
            self.fault(number, *_missing(read, store))
            return
        settled = [self.settled(duty) for duty in found.asked]
        wrong = next((one for one in settled if one.holds is False and one.instance), None)
        if wrong is None or wrong.instance is None:
            self.unclear(read, number)
            return
        values = ", ".join(f"{name} = {value}" for name, value in wrong.instance.values)
        line, shown, wanted = _missing(read, ())
        self.fault(number, f"{line} at {values}" if values else line, shown, wanted)

    def fault(self, number: int, line: str, found: str, wanted: str) -> None:
        """Tell what is wrong in line `number`: the `line` as text, what is found and wanted."""
        self.remark(Remark(number, None, Fault(line, found, wanted)))

    def unclear(self, place: object, number: int, when: str = "") -> None:
        """Leave open what is at a `place` in the line `number`, in the round that `when` tells."""
        self.remark(Remark(number, Settled(Ambiguous(place, ()), None), None, when))

    def remark(self, remark: Remark) -> None:
        """Keep a remark, unless nothing is settled now."""
        if not self.is_guess:
            self.found.remarks.append(remark)

    def open_faults(self, begun: int) -> None:
        """Leave open what was refuted since then, where it may not be so."""
        for place, one in enumerate(self.found.remarks[begun:], begun):
            if one.fault is not None:
                left = Settled(Ambiguous(one.fault.line, ()), None)
            elif one.settled is not None and one.settled.holds is False:
                left = Settled(Ambiguous(one.settled.duty.place, ()), None)
            else:
                continue
            self.found.remarks[place] = Remark(one.line, left, None, one.when)

    def sides(
        self, name: str, shape: a.Shape, scope: Scope, number: int, is_printed: bool = True
    ) -> None:
        """Settle that the sides in `shape` are sizes, for the array `name` of the line `number`.

        What holds is not told. `is_printed` says whether the shape is printed; `scope` is that of
        the line.
        """
        for duty in self.duties(a.Ones(shape), scope):
            if not self.prove(duty):
                if is_printed:
                    self.settle(replace(duty, place=p.Read(name)), number)
                else:
                    self.unclear(p.Read(name), number)

    def duties(self, item: a.Array, scope: Scope) -> Iterator[Duty]:
        """Yield what the expression `item` needs, in a round of each loop of `scope`."""
        for duty in expression_duties(item, self.fixed, scope):
            inner = [place for place in duty.scope if place not in scope]
            yield replace(duty, scope=(*scope, *inner))

    def prove(self, duty: Duty) -> bool:
        """Return whether a duty is proved, without a remark."""
        return bool(self.answer(duty))

    def answer(self, duty: Duty) -> bool | None:
        """Return whether a duty holds, without a remark."""
        duty = replace(duty, place=None)
        if duty not in self.answers:
            self.answers[duty] = self.settled(duty).holds
        return self.answers[duty]

    def settled(self, duty: Duty) -> Settled:
        """Prove a duty, or find values that break it."""
        declared = {one.index.name for one in self.goal.declared if isinstance(one, a.Ranging)}
        loops = [
            a.Ranging(e.Index(name), low, high)
            for name, low, high in duty.scope
            if name not in declared
        ]
        formula = a.Formula((*self.goal.declared, *loops))
        return settle_one(duty, formula, self.conditions)

    def settle(self, duty: Duty, number: int, when: str = "") -> None:
        """Settle a duty of the line `number` without its loops, or else with a round of each.

        `when` says in words in which round.
        """
        if self.is_guess:
            return
        near = narrowed(duty)
        keys = replace(near, place=None), replace(duty, place=None)
        if not self.seen.isdisjoint(keys):
            return
        settled = self.settled(near)
        if not settled.holds and near.scope != duty.scope:
            settled = self.settled(duty)
            self.seen.add(keys[1])
            if not settled.holds:
                self.seen.add(keys[0])
        else:
            self.seen.add(keys[0])
        self.found.remarks.append(Remark(number, settled, None, when))

    # ------------------------------------------------------------ shapes

    def common(self, looked: Sequence[Found], scope: Scope) -> a.Shape | None:
        """Return the one shape of all in `looked` that reads in `scope` may find, or None."""
        shapes = [self.resolved(held.shape) for found in looked for held in found.entries]
        if not shapes or shapes[0] is None:
            return None
        for shape in shapes[1:]:
            if shape is None:
                return None
            same = SameShape(None, scope, shape, shapes[0])
            if shape != shapes[0] and not self.prove(same):
                return None
        return shapes[0]

    def resolved(self, shape: a.Shape | Drawn | None) -> a.Shape | None:
        """Return a shape that is printed, or taken from its use."""
        return self.taken.get(shape) if isinstance(shape, Drawn) else shape

    def take(self, held: Held, asked: a.Shape, scope: Scope, number: int) -> None:
        """Take the shape `asked` for a draw, `held`, as in the first rounds of loops in `scope`.

        The line that asks for it has the `number`.
        """
        if not isinstance(held.shape, Drawn):
            return
        for name, low, _ in reversed(scope[held.depth :]):
            asked = substituted(asked, {name: low})
        outer = scope[: held.depth]
        if self.known.union(name for name, _, _ in outer).issuperset(free_names(asked)):
            self.taken[held.shape] = asked
            self.sides(held.name, asked, outer, number, is_printed=False)


def _missing(read: p.Read, store: Sequence[Held]) -> tuple[str, str, str]:
    """Say that a name is read that nothing defines, and which one like it is defined."""
    head = read.name.partition("_")[0]
    like = [held for held in store if held.name == read.name]
    like = like or [held for held in store if held.name.partition("_")[0] == head]
    like.sort(key=lambda held: held.group)  # one cell before those of a whole loop
    known = ""
    if like:
        other = p.Read(like[0].name, tuple(high for _, high in like[0].box or ()))
        known = f" ({text(other)} is, in line {like[0].line})"
    line = f"{text(read)} is read, and nothing defines it{known}"
    return line, text(read), "defined before it is read"
