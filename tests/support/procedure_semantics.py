"""Procedures, run line by line on arrays of rationals, with nothing of `rounds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from itertools import product
from typing import Any

from array_semantics import Breach, Grid, World, drawn, number, same_shape, sides, span, value

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas import procedures as p

Shapes = Callable[[str, "Machine"], tuple[int, ...]]


@dataclass
class Machine:
    """What the names hold, under the values of the letters; `unprinted` gives missing shapes."""

    world: World
    unprinted: Shapes
    held: dict[tuple[str, tuple[int, ...]], Grid] = field(default_factory=dict)
    returned: Grid | None = None

    def at(self, index: str, place: int) -> Machine:
        """Return the same machine, with the same names, in a round of a loop."""
        return replace(self, world=self.world.at(index, place), held=self.held)


def start(procedure: p.Procedure, numbers: Mapping[str, int], unprinted: Shapes) -> Machine:
    """Return a machine that holds what is declared."""
    given: dict[tuple[str, tuple[int, ...]], Fraction]
    given = {(name, ()): Fraction(at) for name, at in numbers.items()}
    symbols = [n for d in procedure.declared if isinstance(d, a.Symbol) for n in d.names]
    given |= {(name, ()): Fraction(1, 2) for name in symbols}
    maps = tuple(d for d in procedure.declared if isinstance(d, a.LetMap))
    machine = Machine(World(given, maps=maps, seed=2), unprinted)
    for one in procedure.declared:
        if isinstance(one, a.Let):
            shape = sides(one.array.shape, machine.world)
            machine.held[one.array.name, ()] = drawn(one.array.name, shape, machine.world)
    return machine


def run(lines: Sequence[p.Line], machine: Machine) -> None:
    """Run lines; raise `Breach` where one makes no sense."""
    for line in lines:
        step(line, machine)


def step(line: p.Line, machine: Machine) -> None:
    match line:
        case p.Assign(_, name, given, indices):
            machine.held[key(name, indices, machine)] = evaluated(given, machine)
        case p.Draw(_, name, _, shape, indices):
            found = machine.unprinted(name, machine) if shape is None else None
            size = sides(shape, machine.world) if found is None and shape is not None else found
            machine.held[key(name, indices, machine)] = drawn(name, size or (), machine.world)
        case p.While(_, _, body):
            run(body, machine)
            run(body, machine)
        case p.Loop(_, index, low, high, body, carried, between):
            rounds = span(low, high, machine.world)
            for place in rounds:
                inside = machine.at(index.name, place)
                for name, shape in carried:
                    same_shape(held(name, (), inside).shape, sides(shape, inside.world))
                run(body, inside)
                if place < rounds[-1]:
                    run(between, inside)
        case p.Return(_, given, shape):
            machine.returned = evaluated(given, machine)
            if shape is not None:
                same_shape(machine.returned.shape, sides(shape, machine.world))


def key(name: str, indices: tuple[e.Scalar, ...], machine: Machine) -> tuple[str, tuple[int, ...]]:
    return name, tuple(int(number(at, machine.world)) for at in indices)


def held(name: str, indices: tuple[e.Scalar, ...], machine: Machine) -> Grid:
    place = key(name, indices, machine)
    if place not in machine.held:
        raise Breach(f"{name} is read before it is there")
    return machine.held[place]


def evaluated(item: a.Array, machine: Machine) -> Grid:
    """Return the value of an expression, with the arrays that it reads in it."""
    arrays: dict[tuple[str, tuple[int, ...]], Grid] = {}
    plain = _plain(item, machine, arrays)
    numbers = dict(machine.world.numbers)
    for place, grid in machine.held.items():
        if not grid.ndim:
            numbers[place] = grid[()]
    return value(plain, replace(machine.world, numbers=numbers, arrays=arrays, lets=()))


def _plain(item: Any, machine: Machine, arrays: dict[Any, Grid]) -> Any:
    """Return an expression with a letter of its own for each thing that is read."""
    if isinstance(item, p.Read):
        grid = held(item.name, item.indices, machine)
        name = f"read_{len(arrays)}"
        arrays[name, ()] = grid
        shape = tuple(e.Number(Fraction(side)) for side in grid.shape)
        return a.ArrayVariable(name, shape)
    if isinstance(item, tuple):
        return tuple(_plain(part, machine, arrays) for part in item)
    if not isinstance(item, a.Array):
        return item
    made = object.__new__(type(item))
    for one in fields(item):  # type: ignore[arg-type]
        object.__setattr__(made, one.name, _plain(getattr(item, one.name), machine, arrays))
    return made


def breaches(
    procedure: p.Procedure, ranges: Mapping[str, Sequence[int]], unprinted: Shapes
) -> list[dict[str, int]]:
    """Return the values of the letters at which a procedure makes no sense."""
    found = []
    for chosen in product(*ranges.values()):
        numbers = dict(zip(ranges, chosen, strict=True))
        try:
            run(procedure.lines, start(procedure, numbers, unprinted))
        except Breach:
            found.append(numbers)
    return found
