"""Scalars by example; test_semantics.py has the general law."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from varsym.kernel import (
    ONE,
    ZERO,
    Atom,
    Scalar,
    Substitution,
    TermError,
    index,
    inverse,
    number,
    power,
    product,
    real,
    summation,
)
from varsym.kernel.scalars import Frozen, index_atom

F = Fraction
a, b = real("a"), real("b")
i, j, n = index("i"), index("j"), index("n")
x_i = real("x", i)
MINUS = number(-1)


class Text(str):
    __slots__ = ()


class Whole(int):
    pass


class Ratio(Fraction):
    pass


class Pair(tuple[Any, ...]):
    __slots__ = ()


class Twice(dict[Any, Any]):
    def items(self) -> Any:
        return [*super().items(), *super().items()]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((a + b) * (a - b), a * a - b * b),
        (a - a, ZERO),
        (number(F(2, 4)), number(F(1, 2))),
        (power(a + b, number(2)), a * a + a * b + number(2) * b * a - a * b + b * b),
        (power(a, ZERO), ONE),
        (power(ZERO, ZERO), ONE),
        (power(a * b, n), power(a, n) * power(b, n)),
        (power(a, n) * power(a, n), power(a * a, n)),
        (power(ONE, n), ONE),
        (inverse(ZERO), ZERO),
        (inverse(number(F(2, 3))), number(F(3, 2))),
        (inverse(a * b), inverse(a) * inverse(b)),
        (inverse(number(F(2)) * a * a), number(F(1, 2)) * inverse(a) * inverse(a)),
        (inverse(inverse(a)), a),
        (inverse(a * inverse(b)), inverse(a) * b),
        (summation("i", ONE, n, x_i), summation("j", ONE, n, real("x", j))),
        (summation("i", ONE, n, a * x_i), a * summation("i", ONE, n, x_i)),
        (summation("i", ONE, ZERO, x_i), ZERO),
        (summation("i", ONE, number(-9), x_i), ZERO),
        (summation("i", n, n, x_i), real("x", n)),
        (summation("i", n, n - ONE, x_i), ZERO),
        (product("i", ONE, ZERO, x_i), ONE),
        (product("i", ONE, number(-9), ZERO), ONE),
        (product("i", n, n, x_i), real("x", n)),
        (product("i", ONE, n, a * x_i), product("i", ONE, n, a) * product("i", ONE, n, x_i)),
        # the ends are outside the binder
        (summation("i", i, n, x_i), summation("j", i, n, real("x", j))),
        (
            summation("i", ONE, n, summation("i", i, n, x_i)),
            summation("j", ONE, n, summation("i", j, n, x_i)),
        ),
    ],
)
def test_same_normal_form(left: Scalar, right: Scalar) -> None:
    assert left == right
    assert hash(left) == hash(right)
    assert left.key == right.key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (real("n"), index("n")),
        (real("x", i), real("x", j)),
        (real("x", i), real("x")),
        (real("x", i, j), real("x", j, i)),
        (inverse(a) * a, ONE),
        (inverse(a + b), inverse(a) + inverse(b)),
        (inverse(a * a) * a, inverse(a)),
        (power(a, MINUS) * a, ONE),
        (power(a, n + ONE), power(a, n) * a),
        (power(a + b, n), power(a, n) + power(b, n)),
        (summation("i", ONE, n, ONE), n),
        (summation("i", ONE, n, a), n * a),
        (product("i", ONE, n, ZERO), ZERO),
        (product("i", ONE, n, x_i + a), product("i", ONE, n, x_i) + product("i", ONE, n, a)),
        (
            summation("i", ONE, n, x_i * x_i),
            summation("i", ONE, n, x_i) * summation("i", ONE, n, x_i),
        ),
        (
            summation("i", ONE, n, summation("j", ONE, n, real("x", i, j))),
            summation("i", ONE, n, summation("j", ONE, n, real("x", j, i))),
        ),
        (summation("i", ONE, n, summation("j", ONE, i, a)), summation("i", ONE, n, i * a)),
        (real("prod", i), product("i", ONE, i, a)),
        (real("x1"), real("x", ONE)),
    ],
)
def test_different_normal_form(left: Scalar, right: Scalar) -> None:
    assert left != right
    assert left.key != right.key


@pytest.mark.parametrize(
    ("body", "sub", "result"),
    [
        (summation("i", ONE, n, real("a")), {"a": ((), i)}, summation("j", ONE, n, i)),
        (
            summation("i", ONE, n, real("y", i)),
            {"y": (("j",), real("z", i, j))},
            summation("k", ONE, n, real("z", i, index("k"))),
        ),
        (
            product("i", ONE, n, summation("j", ONE, i, real("y", j))),
            {"y": (("i",), summation("j", i, n, real("z", i, j)))},
            product(
                "p",
                ONE,
                n,
                summation(
                    "q",
                    ONE,
                    index("p"),
                    summation("r", index("q"), n, real("z", index("q"), index("r"))),
                ),
            ),
        ),
    ],
)
def test_nothing_is_captured(body: Scalar, sub: Any, result: Scalar) -> None:
    assert Substitution(real=sub).scalar(body) == result


def test_indices_are_replaced_at_once() -> None:
    swapped = Substitution({"i": j, "j": i}).scalar(real("x", i, j))
    assert swapped == real("x", j, i)
    assert Substitution({"i": j}).scalar(summation("j", i, n, real("x", i, j))) == summation(
        "k", j, n, real("x", j, index("k"))
    )


def test_is_index_and_constant() -> None:
    whole = [ZERO, ONE, n, n - i + number(3), n + n]
    broken = [a, number(F(1, 2)), n * n, n * i, inverse(n), power(n, n), summation("i", ONE, n, i)]
    assert all(term.is_index for term in whole)
    assert not any(term.is_index for term in broken)
    assert ZERO.constant == 0
    assert number(F(1, 3)).constant == F(1, 3)
    assert n.constant is None
    assert (n + ONE).constant is None


@pytest.mark.parametrize(
    "name", ["", "1x", "x y", "x[", "é", "@0", "!0", "x\n", Text("x"), 1, None]
)
def test_names_are_plain(name: Any) -> None:
    for make in (real, index):
        with pytest.raises(TermError):
            make(name)


@pytest.mark.parametrize("value", [1.0, True, "1", None, Whole(1), Ratio(1), 1j, float("nan"), a])
def test_numbers_are_exact(value: Any) -> None:
    with pytest.raises(TermError, match="exact number"):
        number(value)


@pytest.mark.parametrize(
    "build",
    [
        lambda: real("x", a),
        lambda: real("x", number(F(1, 2))),
        lambda: real("x", 1),  # type: ignore[arg-type]
        lambda: power(a, b),
        lambda: power(a, inverse(n)),
        lambda: power(a, 2),  # type: ignore[arg-type]
        lambda: summation("i", a, n, x_i),
        lambda: summation("i", ONE, number(F(1, 2)), x_i),
        lambda: product("i", ONE, n * n, x_i),
        lambda: a + 1,  # type: ignore[operator]
        lambda: a * F(1),  # type: ignore[operator]
        lambda: inverse(2),  # type: ignore[arg-type]
        lambda: Substitution({"i": a}),
        lambda: Substitution(real={"x": ((), a)}).scalar(x_i),
        lambda: Atom("real", "x", [n]),  # type: ignore[arg-type]
        lambda: Atom("real", "x", Pair((n,))),
        lambda: Atom(Text("real"), "x", ()),
        lambda: Atom("index", Text("@0"), ()),
        lambda: Atom("index", "x", (n,)),
        lambda: Atom("sum", "@1", (ONE, n, a)),
        lambda: Atom("sum", "i", (ONE, n, x_i)),
        lambda: Atom("sum", "@0", (index_atom("@0"), n, a)),
        lambda: Atom("prod", "@0", (ONE, n)),
        lambda: Atom("pow", "x", (a, n)),
        lambda: Atom("pow", "", (a, b)),
        lambda: Atom("sum", "@0", (a, n, a)),
        lambda: Atom("prod", "@0", (ONE, a, a)),
        lambda: Atom("max", "", (a, n)),
        lambda: summation("i", a, a - ONE, x_i),
        lambda: product("i", a, a - ONE, x_i),
        lambda: Scalar(Twice({(): F(1)})),
        lambda: Scalar({(): 1}),  # type: ignore[dict-item]
        lambda: Scalar({(): Ratio(1)}),
        lambda: Scalar({Pair(): F(1)}),
        lambda: Scalar({(Pair((n.terms[0][0][0][0], 1)),): F(1)}),
        lambda: Scalar({((a.terms[0][0][0][0], True),): F(1)}),
        lambda: Scalar({((a.terms[0][0][0][0], 0),): F(1)}),
        lambda: Scalar({a.terms[0][0] * 2: F(1)}),
        lambda: Scalar({b.terms[0][0] + a.terms[0][0]: F(1)}),
    ],
)
def test_malformed_terms_cannot_be_built(build: Any) -> None:
    with pytest.raises(TermError):
        build()


def test_terms_do_not_change() -> None:
    term = a + number(1)
    key = term.key
    with pytest.raises(TermError):
        term.terms = ()
    with pytest.raises(TermError):
        del term.key
    with pytest.raises(TermError, match="second time"):
        term.__init__({(): F(5)})  # type: ignore[misc]
    with pytest.raises(TermError):
        term.__class__ = Atom  # type: ignore[assignment]
    assert (term.key, term) == (key, a + ONE)


def test_terms_are_final() -> None:
    for bases in ((Scalar,), (Scalar, Frozen), (Atom,)):
        with pytest.raises(TermError, match="final"):
            type("Sub", bases, {})


def test_big_numbers_are_shown_short() -> None:
    assert "bits>" in str(number(10**5000))
    assert str(number(F(-3, 2)) * a) == "-3/2*a"


def test_what_would_eat_the_machine_is_refused() -> None:
    x = real("x")
    with pytest.raises(TermError):
        Scalar({((x.terms[0][0][0][0], 10**9),): F(1)})
    p, q, r = (power(ONE + real(name), number(64)) for name in "pqr")
    wide = p * q
    with pytest.raises(TermError, match="too many terms"):
        wide * r
