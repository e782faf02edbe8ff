"""The three phases together: the loop over scales, the feature map, the image."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from block_faces import check_batch, check_numeric, check_refusals, dyadic

from varsym.errors import InputError, UnknownNameError
from varsym.exact import ShapeError
from varsym.models.configurations import CONFIGURATIONS, Configuration, configuration
from varsym.models.scale_step import FeatureMap, NextScaleInput
from varsym.models.var_codes import GreedyCodes
from varsym.models.var_decoder import Decoder, DecoderSizes
from varsym.models.var_generation import NextScaleGeneration
from varsym.models.var_model import VARModel
from varsym.models.var_transformer import NextScaleTransformer
from varsym.models.var_weights import RationalWeights

TINY = Configuration("tiny", 6, (1, 2, 3), channels=2, codebook=4)
SIZES = DecoderSizes(2, (1, 2), blocks=1, groups=2, epsilon="1/16")


def tiny(seed: int = 0, known: Configuration = TINY) -> VARModel:
    return VARModel.drawn(known, 1, RationalWeights(seed), width=4, heads=2, decoder=SIZES)


def inputs(model: VARModel, x: Any, maps: Any) -> Any:
    """Return the inputs of all scales: X_init, and what each map and those before it lead to."""
    made, start = [x], 0
    for k, side in enumerate(model.configuration.sides[:-1], start=1):
        start += side**2
        residuals = [branch.blocks[0] for branch in model.feature_map.branches[:k]]  # type: ignore[attr-defined]
        step = NextScaleInput(model.configuration, k, residuals)
        made.append(step.numeric(maps[:start]).reshape(-1, 2))
    return np.concatenate(made)


@pytest.mark.parametrize("seed", range(3))
def test_the_token_maps_are_a_fixed_point_of_one_pass(seed: int) -> None:
    model = tiny(seed)
    x = dyadic((1, 2), seed).astype(float)
    maps = model.generation.numeric(x)
    logits = model.generation.transformer.numeric(inputs(model, x, maps))
    assert (model.generation.codes.numeric(logits) == maps).all()
    assert {tuple(row) for row in maps} <= set(map(tuple, model.generation.codes.codebook.numeric))


def test_the_phases_follow_each_other() -> None:
    model, x = tiny(), [[1, -2]]
    maps = model.generation.numeric(x)
    feature = model.feature_map.numeric(maps)
    assert feature.shape == (3, 3, 2)
    np.testing.assert_array_equal(model.numeric(x), model.decoder.numeric(feature))


@pytest.mark.parametrize("seed", range(3))
def test_faces_agree(seed: int) -> None:
    model = tiny(seed)
    check_numeric(model, (1, 2), seed, ulps=400)
    check_batch(model, (1, 2), seed)


def test_refusals() -> None:
    check_refusals(tiny(), (1, 2), [(2, 2), (1, 3)])


def test_one_scale_is_one_pass() -> None:
    model = tiny(known=Configuration("single", 2, (1,), channels=2, codebook=4))
    assert model.output_shape((1, 2)) == (2, 2, 3)
    logits = model.generation.transformer.numeric([[1, 0]])
    assert (model.generation.numeric([[1, 0]]) == model.generation.codes.numeric(logits)).all()


# ------------------------------------------------------------------ phase 2


@pytest.mark.parametrize("known", CONFIGURATIONS, ids=lambda known: known.name)
def test_the_feature_map_of_the_published_configurations(known: Configuration) -> None:
    last = known.sides[-1]
    assert FeatureMap(known).output_shape((known.tokens, 32)) == (last, last, 32)
    # Bicubic rows add up to 1: constant maps of all scales add up.
    ones = FeatureMap(known).numeric(np.ones((known.tokens, 1)))
    np.testing.assert_allclose(ones, len(known.sides), rtol=1e-13)


def test_the_last_map_is_added_as_it_is() -> None:
    block = FeatureMap(TINY)
    x = dyadic((14, 2), 1)
    x[:5] = 0 * x[:5]
    assert (block.exact(x) == x[5:].reshape(3, 3, 2)).all()


def test_the_first_scales_alone() -> None:
    block = FeatureMap(TINY, scales=2)
    x = dyadic((5, 2), 1)
    following = NextScaleInput(TINY, 2)
    assert (following.exact(x) == following.shrink.exact(block.exact(x))).all()
    for scales in (0, 4):
        with pytest.raises(InputError):
            FeatureMap(TINY, scales=scales)


# ------------------------------------------------------------------ refusals


def test_parts_that_do_not_fit_are_refused() -> None:
    model = tiny()
    generation = model.generation
    transformer, codes = generation.transformer, generation.codes
    residuals = [branch.blocks[0] for branch in model.feature_map.branches]  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="one for each scale"):
        NextScaleGeneration(TINY, transformer, codes, residuals[:2])
    with pytest.raises(InputError, match="14 tokens"):
        NextScaleGeneration(configuration("var-256"), transformer, codes)
    with pytest.raises(ShapeError, match="codes V"):
        NextScaleGeneration(TINY, transformer, GreedyCodes([[1, 2]]))
    with pytest.raises(ShapeError, match="channels C"):
        NextScaleGeneration(TINY, transformer, GreedyCodes([[1]] * 4))
    with pytest.raises(ShapeError):
        VARModel(TINY, transformer, codes, Decoder.drawn(RationalWeights(0), 2, 4, SIZES))
    with pytest.raises(UnknownNameError, match="var-256"):
        VARModel.drawn(configuration("var-128"), 16)
    with pytest.raises(InputError, match="heads"):
        VARModel.drawn(TINY, 1, RationalWeights(0), width=4, heads=3, decoder=SIZES)
    with pytest.raises(InputError):
        VARModel.drawn(TINY, 0, RationalWeights(0), decoder=SIZES)


def test_the_width_and_the_heads_are_those_of_the_depth() -> None:
    known = Configuration("narrow", 4, (1, 2), channels=2, codebook=4)
    model = VARModel.drawn(known, 2, decoder=SIZES)
    layer = model.generation.transformer.layers[0]
    assert isinstance(model.generation.transformer, NextScaleTransformer)
    assert (layer.attention.width, layer.attention.heads) == (128, 2)
    assert len(model.generation.transformer.layers) == 2
    assert model.numeric([[1, 0]]).shape == (4, 4, 3)


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"source": 5}, "RationalWeights"),
        ({"decoder": 5}, "DecoderSizes"),
        ({"decoder": DecoderSizes(2.5, (1, 2))}, "base"),  # type: ignore[arg-type]
        ({"configuration": "var-256"}, "Configuration"),
        ({"configuration": Configuration("later", 4, (2, 3), channels=2, codebook=3)}, "one token"),
        ({"configuration": configuration("flowar")}, "codebook"),
        ({"depth": None}, "depth"),
        ({"width": 2.5}, "width"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_an_argument_of_another_kind_is_refused(changed: dict[str, Any], match: str) -> None:
    given: dict[str, Any] = {"depth": 1, "source": RationalWeights(0), "decoder": SIZES}
    with pytest.raises(InputError, match=match) as caught:
        VARModel.drawn(**{**given, "configuration": TINY, "width": 4, "heads": 2, **changed})
    assert all((caught.value.given, caught.value.expected, caught.value.advice))


@pytest.mark.parametrize("place", range(4))
def test_parts_of_another_class_are_refused(place: int) -> None:
    model = tiny()
    generation = model.generation
    parts: list[Any] = [TINY, generation.transformer, generation.codes, model.decoder]
    assert VARModel(*parts).output_shape((1, 2)) == (6, 6, 3)
    parts[place] = None
    with pytest.raises(InputError, match="NoneType"):
        VARModel(*parts)
