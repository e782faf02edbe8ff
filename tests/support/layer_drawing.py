"""Random layers: formulas that take equal or unlike tokens to tokens, in several definitions."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from array_letters import number

from varsym.claims import expressions as e
from varsym.claims.classes.networks import Layer
from varsym.claims.formulas import arrays as a

Sides = tuple[e.Scalar, e.Scalar]
Context = dict[str, e.Scalar]  # the side through which an index runs

n, d, h, w = e.reals("n d h w")
one = e.as_scalar(1)
INDICES: Context = {"i": h, "j": w, "k": n, "c": d}
X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
M, Z, F = (a.ArrayVariable(name, (h, w, d)) for name in "MZF")
W = a.ArrayVariable("W", (d, d))
T = a.ArrayVariable("T", (n, n))
u, b, x = (a.ArrayVariable(name, (side,)) for name, side in (("u", n), ("b", d), ("x", h)))
WEIGHTS = (E, F, W, T, u, b, x)


class Drawing:
    """One formula in the making.

    Attributes
    ----------
    is_map : bool
        Whether the argument is a map of h × w tokens, and no list of n.
    """

    def __init__(self, draw: Random, is_map: bool) -> None:
        self.draw = draw
        self.is_map = is_map
        self.steps: list[a.ArrayVariable] = []
        self.lines: list[a.Defined] = []

    # ------------------------------------------------------------ leaves

    def arrays(self) -> tuple[a.ArrayVariable, ...]:
        return (*((M, F, x) if self.is_map else (X, E, T, u)), W, b, *self.steps)

    def leaves(self, sides: Sides, context: Context) -> list[a.Array]:
        found: list[a.Array] = []
        for array in self.arrays():
            for member in self.members(array, context):
                for part in self.parts(member, context):
                    shape = _shape(part)
                    if shape == sides:
                        found.append(part)
                    elif shape[::-1] == sides:
                        found.append(part.T)
        if sides[1] == one or sides[0] == one:
            side = sides[0] if sides[1] == one else sides[1]
            ones = a.Ones((side,))
            found.append(ones if sides[1] == one else ones.T)
        else:
            found.append(a.Ones(sides))
        if sides == (one, one):
            found += [number(2), number(0)]
            for name in context:
                size = e.Index(name)
                found += [a.Quantity(size), a.Ones((size,)).T @ a.Ones((size,))]
        return found

    def members(self, array: a.ArrayVariable, context: Context) -> list[a.ArrayVariable]:
        if not array.indices:
            return [array]
        (own,) = array.indices
        side = INDICES[own.name]  # type: ignore[attr-defined]
        at = [e.as_scalar(1), *(e.Index(name) for name, to in context.items() if to == side)]
        return [a.ArrayVariable(array.name, array.shape, (place,)) for place in at]

    def parts(self, array: a.ArrayVariable, context: Context) -> list[a.Array]:
        """Return an array, or some places of it, chosen at random among all."""
        found: list[a.Array] = [array] if len(array.shape) < 3 else []
        for _ in range(3):
            places: list[e.Scalar | str] = []
            for side in array.shape:
                fitting: list[e.Scalar | str] = [
                    *(e.Index(name) for name, to in context.items() if to == side),
                    *("*", e.as_scalar(1), side),
                ]
                places.append(self.draw.choice(fitting))
            if sum(p == a.ALL for p in places) < 3:
                found.append(array[tuple(places)])
        return found

    # ------------------------------------------------------------ expressions

    def of(self, sides: Sides, context: Context, depth: int) -> a.Array:
        if depth == 0 or self.draw.random() < 0.15:
            return self.draw.choice(self.leaves(sides, context))
        low, (rows, columns) = depth - 1, sides

        def same() -> a.Array:
            return self.of(sides, context, low)

        ways: list[Callable[[], a.Array]] = [
            lambda: same() + same(),
            lambda: same() - same(),
            lambda: same() * same(),
            lambda: self.of((one, one), context, low) * same(),
            lambda: same() / self.of((one, one), context, low),
            lambda: a.Transpose(self.of((columns, rows), context, low)),
            lambda: a.relu(same()),
            lambda: a.exp(same()),
            lambda: self.product(sides, context, low),
            lambda: self.product(sides, context, low),
            lambda: self.sum(sides, context, low),
        ]
        if sides == (one, one):
            side = self.draw.choice([h, d] if self.is_map else [n, d])
            column = (side, one)
            ways.append(
                lambda: a.inner(self.of(column, context, low), self.of(column, context, low))
            )
        elif rows == columns:
            vector = (rows, one)
            ways += [
                lambda: a.Diagonal(self.of(vector, context, low)),
                lambda: a.Inverse(a.Diagonal(a.exp(self.of(vector, context, low)))),
            ]
        return self.draw.choice(ways)()

    def product(self, sides: Sides, context: Context, depth: int) -> a.Array:
        side = self.draw.choice([h, w, d, one] if self.is_map else [n, d, one])
        left, right = (sides[0], side), (side, sides[1])
        return self.of(left, context, depth) @ self.of(right, context, depth)

    def sum(self, sides: Sides, context: Context, depth: int) -> a.Array:
        name = self.draw.choice([n_ for n_, s in INDICES.items() if self.has(s)])
        side = INDICES[name]
        ends = [e.as_scalar(1), *(e.Index(m_) for m_, to in context.items() if to == side)]
        body = self.of(sides, {**context, name: side}, depth)
        return a.IteratedArray(name, self.draw.choice(ends), side, body)

    def has(self, side: e.Scalar) -> bool:
        return side in ((h, w, d) if self.is_map else (n, d))

    # ------------------------------------------------------------ definitions

    def define(self, array: a.ArrayVariable, depth: int) -> None:
        """Define an array whole or place by place."""
        context = {i.name: INDICES[i.name] for i in array.indices if isinstance(i, e.Index)}
        sides = _shape(array)
        target: a.Array = array
        if len(array.shape) == 3 or self.draw.random() < 0.6:
            names = self.names(array.shape, set(context))
            if len(array.shape) == 3:
                names[:2] = ["i", "j"]
            context |= {name: INDICES[name] for name in names if name}
            target = array[tuple(e.Index(name) if name else a.ALL for name in names)]
            sides = _shape(target)
        self.lines.append(a.Defined(target, self.of(sides, context, depth)))

    def names(self, shape: a.Shape, taken: set[str]) -> list[str]:
        """Return an index for some of the axes."""
        found: list[str] = []
        for side in shape:
            fitting = [m for m, to in INDICES.items() if to == side and m not in {*taken, *found}]
            found.append(self.draw.choice([*fitting, ""]) if fitting else "")
        return found


def _shape(array: a.Array) -> Sides:
    """Return the shape of a letter or a slice, as that of a matrix."""
    shape = array.shape if isinstance(array, a.ArrayVariable) else ()
    if isinstance(array, a.Slice):
        inside = array.array
        assert isinstance(inside, a.ArrayVariable)
        shape = tuple(s for s, p in zip(inside.shape, array.places, strict=True) if p == a.ALL)
        if len(inside.shape) == 2 and len(shape) == 1 and array.places[0] != a.ALL:
            shape = (one, *shape)
    return (*shape, one, one)[:2]  # type: ignore[return-value]


def drawn_layer(draw: Random, depth: int = 3) -> Layer:
    """Return a layer with up to three definitions before that of its result."""
    made = Drawing(draw, is_map=draw.random() < 0.4)
    shapes = [(d,), (), (d, d), (h,), (h, d)] if made.is_map else [(n, d), (n,), (d,), (n, n), ()]
    for name in "PQR"[: draw.randint(0, 3)]:
        own = (e.Index(draw.choice("ij" if made.is_map else "kc")),)
        indices = own if draw.random() < 0.3 else ()
        array = a.ArrayVariable(name, draw.choice(shapes), indices)
        made.define(array, depth)
        made.steps.append(array)
    reads, gives = (M, Z) if made.is_map else (X, Y)
    made.define(gives, depth)
    weights = [v for v in made.arrays() if v in WEIGHTS]
    formula = a.Formula(
        (
            a.Sides("h w d" if made.is_map else "n d"),
            *(a.Ranging(e.Index(name), 1, to) for name, to in INDICES.items() if made.has(to)),
            *map(a.Let, (reads, gives, *weights, *made.steps)),
        ),
        tuple(made.lines),
    )
    tokens = (0, 1) if made.is_map else (0,)
    return Layer("L", formula, reads.name, gives.name, tokens)
