"""Constructed networks: exact at the centres, within the bound elsewhere, and honest counts."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from varsym.contextual.approximator import (
    MAX_CONTEXTS,
    ConstructedApproximator,
    construct_approximator,
)
from varsym.contextual.example_targets import example_target
from varsym.contextual.target_expressions import Matrix, parse_target
from varsym.errors import InputError, VarsymError
from varsym.exact import Enclosure, ShapeError, SizeError

F = Fraction
CASES = [
    ("rotation", "1/4", 1),
    ("rotation", "1/10", 2),
    ("rotation-2", "3/4", 1),
    ("blur", "1/2", 2),
    ("max", "1", 1),
    ("kink", "1/5", 3),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: "-".join(map(str, case)))
def made(request: pytest.FixtureRequest) -> ConstructedApproximator:
    name, eps, alpha = request.param
    return construct_approximator(example_target(name), None, eps, alpha)


def distance_power(first: Any, second: Any, alpha: int) -> Fraction:
    """Add up the powers of the distances of all entries, the far ends of enclosures taken."""
    total = F(0)
    for before, after in zip(first, second, strict=True):
        for a, b in zip(before, after, strict=True):
            ends = (a.lower, a.upper) if isinstance(a, Enclosure) else (a,)
            total += max(abs(end - b) for end in ends) ** alpha
    return total


def points(made: ConstructedApproximator, count: int) -> list[Matrix]:
    draw = random.Random(count)  # noqa: S311 - repeatable on purpose
    L, d = made.shape
    return [
        tuple(tuple(F(draw.randint(0, 997), 997) for _ in range(d)) for _ in range(L))
        for _ in range(count)
    ]


def test_the_centres_have_the_values_of_the_map(made: ConstructedApproximator) -> None:
    sequences = list(made.grid.sequences())
    for sequence in random.Random(1).sample(sequences, min(40, len(sequences))):  # noqa: S311
        centre = made.grid.centre(sequence)
        assert made.target is not None
        assert made.value(centre) == made.target(centre)


def test_off_the_bands_the_value_is_that_at_the_centre(made: ConstructedApproximator) -> None:
    met = 0
    for x in points(made, 60):
        sequence = made.grid.sequence_of(x)
        value = made.value(x)
        assert made.target is not None
        apart = distance_power(value, made.target(x), made.budget.alpha)
        if sequence is not None:
            met += 1
            assert value == made.target(made.grid.centre(sequence))
            assert apart <= made.budget.pointwise_power
            assert apart <= made.budget.reach**made.budget.alpha
    assert met > 30


def test_in_the_bands_the_error_is_bounded_too(made: ConstructedApproximator) -> None:
    draw = random.Random(3)  # noqa: S311 - repeatable on purpose
    L, d = made.shape
    grid = made.grid
    for _ in range(40):

        def entry() -> Fraction:
            start = F(draw.randint(0, grid.cells - 1), grid.cells)
            return start + grid.theta * F(draw.randint(0, 9), 10)

        x = tuple(tuple(entry() for _ in range(d)) for _ in range(L))
        assert grid.sequence_of(x) is None
        assert made.target is not None
        apart = distance_power(made.value(x), made.target(x), made.budget.alpha)
        assert apart <= made.budget.worst_power


def test_the_total_is_within_epsilon(made: ConstructedApproximator) -> None:
    budget = made.budget
    assert budget.total_power <= made.eps**budget.alpha
    assert budget.total <= made.eps * F(1_000_001, 1_000_000)
    assert made.lipschitz_source == "expression"


def test_a_mean_of_samples_is_below_the_bound(made: ConstructedApproximator) -> None:
    assert made.target is not None
    alpha = made.budget.alpha
    sample = points(made, 80)
    total = sum((distance_power(made.value(x), made.target(x), alpha) for x in sample), start=F(0))
    assert total / len(sample) <= made.eps**alpha


def test_the_blocks_enclose_the_value(made: ConstructedApproximator) -> None:
    for x in points(made, 3):
        for row, boxes in zip(made.value(x), made.network.enclose(x, digits=12), strict=True):
            for entry, box in zip(row, boxes, strict=True):
                low, high = (
                    (entry.lower, entry.upper) if isinstance(entry, Enclosure) else (entry,) * 2
                )
                assert box.lower <= high
                assert low <= box.upper
                assert box.width < F(1, 10**9)


def test_the_numeric_face_is_near_the_value(made: ConstructedApproximator) -> None:
    sample = [x for x in points(made, 30) if made.grid.sequence_of(x) is not None]
    found = made.numeric(np.array(sample, dtype=float))
    assert made.target is not None
    expected = [made.target(made.grid.centre(made.grid.sequence_of(x) or ())) for x in sample]
    np.testing.assert_allclose(found, np.array(expected, dtype=float), atol=1e-5)


def test_the_counts_are_those_of_the_blocks(made: ConstructedApproximator) -> None:
    size, (L, d) = made.resources, made.shape
    assert size.ffn_1_neurons == made.ffn_1.neurons == 2 * L * d * made.grid.cells
    assert size.ffn_2_neurons == made.ffn_2.neurons == 4 * size.bumps + 1
    assert size.contexts == L * size.sequences == L * made.grid.cells ** (L * d)
    assert size.bumps <= size.contexts
    assert size.printed_neurons == 3 * d * size.contexts
    assert made.attention.matrix.head == 1
    assert [type(block).__name__ for block in made.network.blocks] == [
        "FeedForward",
        "Attention",
        "FeedForward",
        "PositionalEncoding",
    ]


def test_one_token() -> None:
    made = construct_approximator("x[1,1]/2", eps="1/50", alpha=2)
    assert made.shape == (1, 1)
    sequence = made.grid.sequence_of(((F(1, 3),),))
    assert sequence is not None
    assert made.value([["1/3"]])[0][0] == made.grid.centre(sequence)[0][0] / 2


@pytest.mark.parametrize(("text", "bumps"), [("0; 0", 0), ("2/3; 2/3", 1), ("1; 2", 2)])
def test_constant_maps_have_one_cell(text: str, bumps: int) -> None:
    made = construct_approximator(text, eps="1/1000")
    assert made.grid.cells == 1
    assert made.budget.lipschitz == 0
    assert len(made.bumps.bumps) == bumps
    # A band that the constant f crosses has an error all the same.
    assert made.budget.total_power <= F(1, 1000)
    assert made.value([["1/2"], ["9/10"]]) == parse_target(text)(((F(0),), (F(0),)))


def test_functions_are_taken() -> None:
    def f(x: Matrix) -> Any:
        return [[x[0][0] * x[1][0]], ["1/2"]]

    made = construct_approximator(f, 2, "1/4", 1, shape=(2, 1))
    assert made.lipschitz_source == "assumed"
    assert made.target is None
    centre = made.grid.centre((1, 2))
    assert made.value(centre)[0][0] == centre[0][0] * centre[1][0]


def test_a_constant_that_the_text_proves_is_no_assumption() -> None:
    assert construct_approximator("x[1,1]", 2, 1).lipschitz_source == "expression"
    # |x| - |x| has the constant 0, which the text does not prove.
    hidden = "abs(x[1,1]) - abs(x[1,1])"
    assert construct_approximator(hidden, 0, 1).lipschitz_source == "assumed"
    with pytest.raises(InputError, match="moves by"):
        construct_approximator("x[1,1]", "1/2", "1/10")


def test_smaller_errors_take_finer_grids() -> None:
    cells = [construct_approximator("x[1,1]", eps=F(1, n)).grid.cells for n in (1, 10, 100)]
    assert cells == sorted(set(cells))


def test_in_a_band_an_enclosure_may_be_all_there_is() -> None:
    made = construct_approximator("x[2,1]; x[1,1]", eps="1/4")
    found = [
        entry
        for i in range(40)
        for row in made.value([[made.grid.theta * F(i, 40)], ["1/2"]])
        for entry in row
    ]
    assert any(isinstance(entry, Enclosure) for entry in found)
    assert all(entry.width < F(1, 10**20) for entry in found if isinstance(entry, Enclosure))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"eps": 0}, "eps"),
        ({"eps": -1}, "eps"),
        ({"eps": 0.5}, "binary float"),
        ({"lipschitz": -1}, "lipschitz"),
        ({"lipschitz": 0.5}, "binary float"),
        ({"alpha": 0}, "alpha"),
        ({"alpha": "3/2"}, "whole number"),
        ({"alpha": 65}, "alpha"),
        ({"shape": (1, 2)}, "same shape"),
        ({"shape": (0, 1)}, "tokens L"),
        ({"shape": (2, 0)}, "channels d"),
        ({"shape": 2}, "pair"),
        ({"shape": "21"}, "pair"),
        ({"f": 7}, "type int"),
        ({"f": lambda x: x}, "without a shape"),
        ({"f": lambda x: x, "shape": (2, 1)}, "without a Lipschitz constant"),
        ({"f": "x[1,1"}, "column"),
    ],
)
def test_bad_input(arguments: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"f": "x[2,1]; x[1,1]", "eps": 1} | arguments
    with pytest.raises(VarsymError, match=message):
        construct_approximator(**given)


def test_too_large_a_network_is_refused_before_the_map_is_asked() -> None:
    def never(x: Matrix) -> Any:
        raise AssertionError

    for shape, eps in [((16, 1), "1/10"), ((64, 64), "1"), ((2, 1), "1e-9000")]:
        with pytest.raises(SizeError, match=f"At most {MAX_CONTEXTS}"):
            construct_approximator(never, 1, eps, 1, shape=shape)
    with pytest.raises(SizeError, match=r"1 · \(≈ .* digits\)\)\^1 context IDs"):
        construct_approximator(never, 1, "1e-9000", 1, shape=(1, 1))
    with pytest.raises(SizeError, match=r"4 · 46\^4 context IDs"):
        construct_approximator(never, 1, "1/40", 1, shape=(4, 1))


def test_float64_is_refused_where_it_cannot_tell_ids_apart() -> None:
    made = construct_approximator("x[2,1]; x[1,1]", eps="1/50")
    steep = made.bumps.__class__(60, made.bumps.bumps, 1)
    object.__setattr__(made, "bumps", steep)
    with pytest.raises(InputError, match="ramps of the slope"):
        made.numeric([[0.5], [0.5]])


@pytest.mark.parametrize("x", [[["1/2"]], [[0], [2]], [[0.5], [0]]])
def test_bad_points(x: Any) -> None:
    made = construct_approximator("x[2,1]; x[1,1]", eps=1)
    with pytest.raises((InputError, ShapeError)):
        made.value(x)
