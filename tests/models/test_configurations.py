from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from varsym.errors import InputError, UnknownNameError, VarsymError
from varsym.models.configurations import (
    CONFIGURATIONS,
    Configuration,
    configuration,
    geometric_schedule,
)


@pytest.mark.parametrize(
    ("name", "scales", "last", "tokens"),
    [("var-256", 10, 16, 680), ("var-512", 10, 32, 2240), ("var-1024", 14, 64, 9451)],
)
def test_the_published_figures(name: str, scales: int, last: int, tokens: int) -> None:
    known = configuration(name)
    assert (len(known.sides), known.sides[-1], known.tokens) == (scales, last, tokens)
    assert (known.channels, known.codebook) == (32, 4096)
    assert known.pyramid.tokens == tokens
    assert known.pixels == 16 * last
    assert all(before < after for before, after in known.steps)


def test_steps_join_consecutive_scales() -> None:
    for known in CONFIGURATIONS:
        assert known.steps == tuple(pairwise(known.sides))


def test_depth_fixes_heads_and_width() -> None:
    known = configuration("var-256")
    assert [(known.heads(d), known.width(d)) for d in known.depths] == [
        (16, 1024),
        (20, 1280),
        (24, 1536),
        (30, 1920),
    ]
    for bad in (0, -1, "1/2"):
        with pytest.raises(InputError):
            known.width(bad)  # type: ignore[arg-type]


def test_flowar_doubles_its_sides() -> None:
    known = configuration("flowar")
    assert known.sides == (1, 2, 4, 8, 16)
    assert all(after == 2 * before for before, after in known.steps)
    assert (known.pixels, known.channels, known.tokens) == (256, 16, 341)
    assert known not in CONFIGURATIONS


def test_flowar_has_no_codes_and_no_rule_for_its_width() -> None:
    known = configuration("flowar")
    assert known.codebook == 0
    for ask in (known.heads, known.width):
        with pytest.raises(InputError, match="VAR model"):
            ask(12)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"var-256.*flowar"):
        configuration("var-2048")


def test_a_configuration_is_a_value() -> None:
    assert Configuration("small", 32, (1, 2)) == Configuration("small", 32, (1, 2))


@pytest.mark.parametrize(
    "changed",
    [
        {"sides": ()},
        {"sides": (2, 1)},
        {"sides": (1, 1)},
        {"sides": (0, 1)},
        {"sides": (-1, 2)},
        {"sides": (1, 2.0)},
        {"sides": (1, 2.5)},
        {"sides": (True, 2)},
        {"sides": (1, 2**16 + 1)},
        {"sides": "12"},
        {"sides": 5},
        {"sides": None},
        {"pixels": -1},
        {"pixels": 0},
        {"pixels": 2.0},
        {"depths": 16},
        {"depths": (0,)},
        {"channels": 0},
        {"channels": None},
        {"codebook": -1},
        {"codebook": "many"},
        {"name": 5},
    ],
    ids=str,
)
def test_what_is_no_configuration_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        Configuration(**{"name": "x", "pixels": 4, "sides": (1, 2), **changed})
    assert all((caught.value.given, caught.value.expected, caught.value.advice))


def test_sides_grow_from_anywhere() -> None:
    assert Configuration("one", 4, (4,)).tokens == 16
    known = Configuration("later", 8, (2, 3, 8), channels=1, codebook=0)
    assert (known.steps, known.tokens) == (((2, 3), (3, 8)), 77)


def test_numbers_are_read_into_plain_ones() -> None:
    known = Configuration("small", "32", [np.int64(1), 2], [3])  # type: ignore[arg-type]
    assert known == Configuration("small", 32, (1, 2), (3,))
    assert hash(known) == hash(Configuration("small", 32, (1, 2), (3,)))
    assert type(known.sides[0]) is int


@pytest.mark.parametrize("name", [5, None, ["var-256"], 2.5])
def test_a_name_that_is_no_text_is_refused(name: object) -> None:
    with pytest.raises(VarsymError, match=r"var-256.*flowar"):
        configuration(name)  # type: ignore[arg-type]


def test_geometric_schedules() -> None:
    assert geometric_schedule(1) == (1,)
    assert geometric_schedule(3, 3) == (1, 3, 9)
    for bad in [(0, 2), (3, 0), (18, 2)]:
        with pytest.raises(InputError):
            geometric_schedule(*bad)
