"""The named maps."""

from __future__ import annotations

from fractions import Fraction

import pytest

from varsym.contextual.example_targets import EXAMPLE_NAMES, example_target, named_or_written
from varsym.errors import InputError, UnknownNameError

F = Fraction


def test_names_and_shapes() -> None:
    shapes = {name: example_target(name).shape for name in EXAMPLE_NAMES}
    assert shapes == {
        "rotation": (2, 1),
        "rotation-2": (2, 2),
        "blur": (4, 1),
        "max": (3, 1),
        "kink": (2, 1),
    }


def test_the_blur_is_enlarging_and_shrinking_by_area() -> None:
    """By hand: 2 to 3 cells doubles the middle one, 3 to 2 cells averages pairs."""
    x = [[F(1), F(2)], [F(5), F(11)]]

    def along(pair: list[Fraction]) -> list[Fraction]:
        a, b = pair
        three = [a, (a + b) / 2, b]
        return [(three[0] + three[1]) / 2, (three[1] + three[2]) / 2]

    rows = [along(row) for row in x]
    columns = [along([rows[0][j], rows[1][j]]) for j in range(2)]
    expected = [columns[j][i] for i in range(2) for j in range(2)]
    given = tuple((entry,) for row in x for entry in row)
    assert [row[0] for row in example_target("blur")(given)] == expected


def test_maps_at_a_point() -> None:
    def at(name: str, *column: Fraction) -> list[Fraction]:
        return [row[0] for row in example_target(name)(tuple((entry,) for entry in column))]

    assert at("rotation", F(1), F(2)) == [2, 1]
    assert at("max", F(1), F(3), F(2)) == [3, 3, 3]
    assert at("kink", F(0), F(1, 4)) == [F(1, 3), 0]
    assert example_target("rotation-2")(((F(1), F(2)), (F(3), F(4)))) == (
        (F(3), F(4)),
        (F(1), F(2)),
    )


def test_unknown_names() -> None:
    with pytest.raises(UnknownNameError, match="rotation, rotation-2, blur, max, kink"):
        example_target("sharpen")
    with pytest.raises(UnknownNameError, match="rotation, rotation-2, blur, max, kink"):
        named_or_written("rotation-3")
    with pytest.raises(InputError, match="NoneType"):
        named_or_written(None)
    with pytest.raises(InputError, match="column 1"):
        named_or_written("sharpen(x[1,1])")
