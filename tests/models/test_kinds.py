"""Objects of another kind are refused before a model uses them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from varsym.errors import InputError
from varsym.models.flow_matching import FlowMatching
from varsym.models.hofar import HOFAR
from varsym.models.kinds import listed, of_kind, weight_source
from varsym.models.var_generation import NextScaleGeneration
from varsym.models.var_transformer import NextScaleTransformer
from varsym.models.var_weights import FloatWeights, RationalWeights


def is_told_whole(error: InputError) -> bool:
    return all((error.given, error.expected, error.advice))


@pytest.mark.parametrize("given", [None, 5, "12", b"12", {1, 2}, {1: 2}, iter([1]), np.eye(2)])
def test_what_is_no_sequence_is_refused(given: object) -> None:
    with pytest.raises(InputError, match="'times'") as caught:
        listed(given, "times")
    assert is_told_whole(caught.value)


def test_sequences_are_read() -> None:
    assert listed([], "times") == listed((), "times") == ()
    assert listed([1, "a"], "times") == (1, "a")
    assert listed(np.arange(2), "times") == (0, 1)
    assert listed(range(2), "times") == (0, 1)


def test_an_object_of_another_class_is_refused() -> None:
    assert of_kind("a", str, "name") == "a"
    with pytest.raises(InputError, match=r"'name'.*NoneType.*str") as caught:
        of_kind(None, str, "name")
    assert is_told_whole(caught.value)


@pytest.mark.parametrize("given", [None, 5, "seed", FloatWeights])
def test_a_source_draws_weights_and_biases(given: object) -> None:
    for source in (FloatWeights(0), RationalWeights(0)):
        assert weight_source(source) is source
    if given is FloatWeights:
        return
    with pytest.raises(InputError, match="FloatWeights") as caught:
        weight_source(given)
    assert is_told_whole(caught.value)


@pytest.mark.parametrize(
    "build",
    [
        lambda: HOFAR.drawn(5),  # type: ignore[arg-type]
        lambda: FlowMatching.drawn(5, 2),  # type: ignore[arg-type]
        lambda: NextScaleTransformer.drawn(
            5,  # type: ignore[arg-type]
            [1],
            channels=2,
            width=2,
            heads=1,
            depth=1,
            codebook=2,
        ),
        lambda: NextScaleGeneration(None, None, None),  # type: ignore[arg-type]
    ],
)
def test_models_are_built_of_their_own_parts(build: Callable[[], object]) -> None:
    with pytest.raises(InputError, match="To do"):
        build()
