"""Maps as texts: the grammar, values, and Lipschitz constants that are proved from the text."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varsym.contextual.target_expressions import Matrix, parse_target
from varsym.errors import InputError

F = Fraction


def at(text: str, *column: str) -> list[Fraction]:
    """Evaluate a map of one channel."""
    return [row[0] for row in parse_target(text)(tuple((F(entry),) for entry in column))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "2"),
        ("0.25", "1/4"),
        ("--3", "3"),
        ("-2*-3", "6"),
        ("1 - 2 - 3", "-4"),
        ("8/4/2", "1"),
        ("2 + 3*4", "14"),
        ("(2 + 3)*4", "20"),
        ("x[1,1]", "1/3"),
        ("x[1,1]*3 - 1", "0"),
        ("-(x[1,1] + 1)/2", "-2/3"),
        ("2*(x[1,1] - x[1,1])", "0"),
        ("min(x[1,1], 1/4, 1)", "1/4"),
        ("max(1, 2) + max(x[1,1], 0)", "7/3"),
        ("abs(x[1,1] - 1)", "2/3"),
        ("abs(-2)", "2"),
        ("mean(x[1,1], 1, 0)", "4/9"),
        ("max(min(x[1,1], 1/2), abs(x[1,1] - 1/2)) / 2", "1/6"),
        ("0*max(x[1,1], 1)", "0"),
        (" x [ 1 , 1 ]\n", "1/3"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert at(text, "1/3") == [F(value)]


def test_rows_and_channels() -> None:
    f = parse_target("x[1,1], x[2,2]; 1, x[2,1] - x[1,2]")
    assert f.shape == (2, 2)
    assert f(((F(1), F(2)), (F(3), F(4)))) == ((F(1), F(4)), (F(1), F(1)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ends where an expression is due, column 1"),
        ("x[1,1];", "ends where an expression is due, column 8"),
        ("1 2", "has '2' where an operator, ',' or ';' is due, column 3"),
        ("(1", r"ends where '\)' is due, column 3"),
        ("1)", r"has '\)'"),
        ("x[1]", "has ']' where ',' is due, column 4"),
        ("x[0,1]", "has '0' where an index from 1 to 64"),
        ("x[100,1]", "has '100'"),
        ("x[1.0,1]", "has '1.0'"),
        ("x[2,1]", r"reads x\[2,1\], column 1"),
        ("1 + x[1,2]", r"reads x\[1,2\], column 5"),
        ("x[1,1]*x[1,1]", r"multiplies two entries, column 7"),
        ("1/x[1,1]", "divides, column 2"),
        ("1/0", "divides, column 2"),
        ("1/(1-1)", "divides, column 2"),
        ("abs(1, 2)", "gives abs 2 arguments, column 1"),
        ("exp(1)", "has 'exp'"),
        ("min()", r"has '\)' where an expression is due"),
        ("__import__('os')", "has '_', column 1"),
        ("1 ** 2", r"has '\*' where an expression is due"),
        ("1e5", "has 'e' where"),
        ("½", "has '½', column 1"),
        ("1; 2, 3", "rows of 1, 2 entries"),
        ("(" * 60 + "1" + ")" * 60, "nested too deep, column 51"),
        ("-" * 20_000, "of 20000 characters"),
        ("; ".join(["1"] * 65), "at most 64 tokens"),
    ],
)
def test_refusals_point_at_the_place(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_target(text)


def test_only_texts_are_read() -> None:
    with pytest.raises(InputError, match="float"):
        parse_target(0.5)


@pytest.mark.parametrize(
    ("text", "alpha", "power"),
    [
        ("1/2", 1, 0),
        ("x[1,1]/3", 2, F(1, 9)),
        ("x[2,1]; x[1,1]", 5, 1),
        ("x[1,1] + x[2,1]; x[1,1] - x[2,1]", 1, 2),
        ("abs(x[1,1] - x[2,1]); 0", 1, 1),
        ("max(x[1,1], 2*x[2,1]); 0", 1, 2),
        ("max(x[1,1], 2*x[2,1]); 0", 2, 6),
        ("x[1,1] - x[1,1]", 3, 0),
        ("abs(x[1,1]) - abs(x[1,1])", 1, 2),
    ],
)
def test_lipschitz_constants(text: str, alpha: int, power: Fraction) -> None:
    f = parse_target(text)
    assert f.lipschitz_power(alpha) == power
    assert f.lipschitz(alpha) ** alpha >= power


def distance(first: Matrix, second: Matrix, alpha: int) -> Fraction:
    pairs = zip(sum(first, ()), sum(second, ()), strict=True)
    return sum((abs(a - b) ** alpha for a, b in pairs), start=F(0))


def random_text(draw: random.Random, depth: int) -> str:
    kind = draw.choice(["x", "x", "number"] if depth == 0 else ["+", "*", "abs", "max", "mean"])
    parts = [random_text(draw, depth - 1) for _ in range(2)] if depth else []
    return {
        "x": lambda: f"x[{draw.randint(1, 2)},{draw.randint(1, 2)}]",
        "number": lambda: f"{draw.randint(0, 9)}/7",
        "+": lambda: f"({parts[0]} - {parts[1]})",
        "*": lambda: f"{draw.randint(-3, 3)}/2*({parts[0]})",
        "abs": lambda: f"abs({parts[0]} - 1/3)",
        "max": lambda: f"{draw.choice(['min', 'max'])}({parts[0]}, {parts[1]})",
        "mean": lambda: f"mean({parts[0]}, {parts[1]}, 1)",
    }[kind]()


@given(seed=st.integers(0, 10**6), alpha=st.integers(1, 4))
def test_no_two_points_are_further_apart_than_the_proved_constant(seed: int, alpha: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    text = "; ".join(
        ", ".join(random_text(draw, draw.randint(0, 3)) for _ in range(2)) for _ in range(2)
    )
    f = parse_target(text)
    power = f.lipschitz_power(alpha)

    def point() -> Matrix:
        return tuple(tuple(F(draw.randint(-20, 20), 10) for _ in range(2)) for _ in range(2))

    for _ in range(10):
        x, y = point(), point()
        assert distance(f(x), f(y), alpha) <= power * distance(x, y, alpha)


@given(seed=st.integers(0, 10**6))
def test_values_agree_with_python(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    text = random_text(draw, 3)
    f = parse_target(f"{text}, 0; 0, 0")
    x = tuple(tuple(F(draw.randint(0, 9), 9) for _ in range(2)) for _ in range(2))

    class Entries:
        def __getitem__(self, index: tuple[int, int]) -> Fraction:
            return x[index[0] - 1][index[1] - 1]

    names = {"x": Entries(), "abs": abs, "min": min, "max": max, "F": F}
    names["mean"] = lambda *parts: sum(parts, start=F(0)) / len(parts)
    # Whole numbers other than indices become fractions.
    source = "".join(
        part if part.startswith("x") else "".join(f"F({c})" if c.isdigit() else c for c in part)
        for part in split_entries(text)
    )
    assert f(x)[0][0] == eval(source, {"__builtins__": {}}, names)  # noqa: S307 - our own text


def split_entries(text: str) -> list[str]:
    """Split into entries x[i,j] and what is between them."""
    found, rest = [], text
    while (start := rest.find("x[")) >= 0:
        end = rest.index("]", start) + 1
        found += [rest[:start], rest[start:end]]
        rest = rest[end:]
    return [*found, rest]
