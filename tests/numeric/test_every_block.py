"""Every public block of the maps and models: exact against float64, bounds against slopes.

A block that is added to these rooms is found here, and this file fails until it has a line.
"""

from __future__ import annotations

import inspect
import pickle
import pkgutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib import import_module
from typing import Literal, NamedTuple

import numpy as np
import pytest

import varsym.maps
import varsym.models
from varsym.errors import InputError
from varsym.maps import softmax
from varsym.maps.activation import ReLU, SiLU
from varsym.maps.attention import Attention, AttentionMatrix
from varsym.maps.autoregressive import AutoregressiveTransformer
from varsym.maps.block import Block, Composition
from varsym.maps.convolution import Convolution
from varsym.maps.feed_forward import FeedForward
from varsym.maps.flattened import Flattened
from varsym.maps.group_norm import GroupNorm
from varsym.maps.kernels import area, keys, linear
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import NormName
from varsym.maps.map_attention import MapAttention
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.normed_attention import NormedAttention
from varsym.maps.perceptron import Perceptron
from varsym.maps.pyramid import PyramidUpInterpolation, ScalewiseMap
from varsym.maps.resampling import Resampling, resize
from varsym.maps.residual import Residual
from varsym.maps.sampling import up_sample
from varsym.maps.separable import AxisMap, SeparableMap
from varsym.maps.softmax import Softmax
from varsym.maps.tokenizer import Tokenizer
from varsym.maps.transformer_layer import TransformerLayer, VARTransformer
from varsym.maps.up_interpolation import up_interpolation
from varsym.models.configurations import Configuration, configuration
from varsym.models.flow_matching import FlowMatching
from varsym.models.flowar import FlowAR, FlowARInference, FlowARLoss
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.hofar_inference import HOFARInference
from varsym.models.hofar_training import HOFARGradient
from varsym.models.scale_step import FeatureMap, NextScaleInput, ResidualBlend
from varsym.models.var_codes import GreedyCodes
from varsym.models.var_decoder import Decoder, DecoderSizes
from varsym.models.var_generation import NextScaleGeneration
from varsym.models.var_model import VARModel
from varsym.models.var_pyramid import PyramidTransformer
from varsym.models.var_transformer import NextScaleTransformer, PreNormLayer, TokenPositions
from varsym.models.var_weights import RationalWeights, drawn_heads
from varsym.numeric import cross_check, estimate_slope, tightness

W = [["1/3", -1], ["2/7", "1/10"]]
HEAD = Attention(W, [["1/2", 0], [1, "-1/5"]], [[1, "1/9"], ["-3/7", 2]])
HIDDEN = FeedForward(
    [["1/3", 1], [-2, "1/7"], [1, 1]], [0, "1/10", -1], [[1, "2/3", "1/3"]] * 2, [0, 1], "rows"
)
KERNEL = [[["1/9"], ["-1/3"], [1]], [["2/7"], [-2], [0]], [[0], ["1/10"], ["1/9"]]]
ONE = Attention([[1]], [["1/3"]], [["3/2"]])
TWICE = FeedForward([["1/3"]], ["1/7"], [[2]], [0], tokens="rows")
THIRD = Fraction(1, 3)
KEYS = keys("-3/4")
SMALL_FLOWAR = FlowAR.drawn(RationalWeights(0), scales=2, channels=2, neurons=3)
SMALL_HOFAR = HOFAR.drawn(RationalWeights(0), channels=2, neurons=3)
TIMES = ["1/3", "3/4"]
TINY = Configuration("tiny", 4, (1, 2), channels=2, codebook=3)
TINY_DECODER = DecoderSizes(2, (1, 2), blocks=1, groups=2, epsilon="1/100")


class Case(NamedTuple):
    """An instance, the shape of an input, and the normwise error in ulps that it may have."""

    block: Block
    shape: tuple[int, ...]
    ulps: int
    radius: int = 2
    bounded: Literal["on the ball", "everywhere", "nowhere"] = "on the ball"


def heads(scales: list[int]) -> MultiHeadAttention:
    return MultiHeadAttention(*drawn_heads(RationalWeights(0), 4, 2), heads=2, scales=scales)


def tiny_transformer(epsilon: str = "1/100") -> NextScaleTransformer:
    return NextScaleTransformer.drawn(
        RationalWeights(1), [1, 4], channels=2, width=4, heads=2, depth=2, codebook=3,
        epsilon=epsilon,
    )  # fmt: skip


def tiny_model() -> VARModel:
    sizes = {"width": 4, "heads": 2, "decoder": TINY_DECODER}
    return VARModel.drawn(TINY, 1, RationalWeights(3), **sizes)  # type: ignore[arg-type]


def layer(n_in: int, n_out: int) -> TransformerLayer:
    return TransformerLayer(Resampling(KEYS, n_in, n_out), HEAD, HIDDEN)


CASES: dict[type[Block], Callable[[], Case]] = {
    Attention: lambda: Case(HEAD, (3, 2), 16),
    AttentionMatrix: lambda: Case(AttentionMatrix(W, W), (3, 2), 16, bounded="nowhere"),
    AutoregressiveTransformer: lambda: Case(
        AutoregressiveTransformer(1, [up_sample(linear(), 1, 2)], [ONE] * 2, [TWICE] * 2),
        (2, 1), 8),
    AxisMap: lambda: Case(AxisMap([[(0, THIRD), (2, Fraction(1))], [(1, THIRD)]], 3), (3, 2), 4),
    Composition: lambda: Case(
        Perceptron(W, [0, "1/3"]) @ LayerNorm("1/100", 2), (2, 2), 16, bounded="everywhere"),
    Convolution: lambda: Case(Convolution([KERNEL, KERNEL], ["1/3", -1]), (3, 4, 1), 4),
    Decoder: lambda: Case(
        Decoder.drawn(RationalWeights(0), 1, 2, TINY_DECODER), (2, 2, 1), 64, bounded="everywhere"),
    FeatureMap: lambda: Case(FeatureMap(TINY), (5, 2), 4, bounded="everywhere"),
    FeedForward: lambda: Case(HIDDEN, (3, 2), 4),
    FlowARInference: lambda: Case(SMALL_FLOWAR.inference(TIMES), (6, 2), 512, bounded="nowhere"),
    FlowARLoss: lambda: Case(SMALL_FLOWAR.loss(TIMES), (10, 2), 64, bounded="nowhere"),
    FlowMatching: lambda: Case(
        FlowMatching(
            Perceptron([["1/3"] * 6 + ["-2/7"] * 6, ["1/5"] * 12], ["1/2", -1] * 6),
            HEAD, Perceptron(W, ["1/3", 1]), "1/3", "1/4", tokens=2),
        (2, 4), 32),
    HOFARGradient: lambda: Case(
        HOFARGradient(HOFARLoss(SMALL_HOFAR, 2, TIMES)), (9, 2), 64, bounded="nowhere"),
    HOFARInference: lambda: Case(
        HOFARInference(SMALL_HOFAR, 1, 2, "1/2"), (2, 2), 64, bounded="nowhere"),
    HOFARLoss: lambda: Case(HOFARLoss(SMALL_HOFAR, 2, TIMES), (9, 2), 64, bounded="nowhere"),
    Flattened: lambda: Case(Flattened(HEAD), (2, 2, 2), 16),
    GreedyCodes: lambda: Case(GreedyCodes([[1, 2], [3, "1/3"]]), (3, 2), 1, bounded="nowhere"),
    GroupNorm: lambda: Case(
        GroupNorm(2, [1, -2, "1/3", 1], [0, 1, "1/7", 0], "1/100", (2, 3)), (2, 3, 4), 8),
    LayerNorm: lambda: Case(LayerNorm("1/100", width=4), (3, 4), 8),
    MapAttention: lambda: Case(MapAttention(HEAD, 1, 3), (1, 3, 2), 16),
    MultiHeadAttention: lambda: Case(heads([1, 3]), (4, 4), 16),
    NormedAttention: lambda: Case(
        NormedAttention(LayerNorm("1/100", 4), heads([1, 3])), (4, 4), 32),
    Perceptron: lambda: Case(Perceptron(W, ["1/2", "-1/3"]), (3, 2), 4),
    NextScaleInput: lambda: Case(
        NextScaleInput(configuration("var-256"), 2), (5, 1), 4, bounded="everywhere"),
    NextScaleGeneration: lambda: Case(tiny_model().generation, (1, 2), 64, bounded="nowhere"),
    NextScaleTransformer: lambda: Case(tiny_transformer(), (5, 2), 64, bounded="everywhere"),
    PreNormLayer: lambda: Case(tiny_transformer().layers[0], (5, 4), 32, bounded="everywhere"),
    PyramidTransformer: lambda: Case(
        PyramidTransformer([1, 2], [HEAD] * 2, [HIDDEN] * 2), (1, 2), 64, 1),
    PyramidUpInterpolation: lambda: Case(PyramidUpInterpolation(linear(), [1, 2, 3]), (5, 2), 4),
    ReLU: lambda: Case(ReLU(), (3, 2), 1),
    Resampling: lambda: Case(Resampling(KEYS, 4, 6), (4, 2), 4),
    Residual: lambda: Case(Residual(HEAD), (3, 2), 16),
    ResidualBlend: lambda: Case(ResidualBlend(Convolution([KERNEL], [1]), "2/3"), (3, 4, 1), 4),
    ScalewiseMap: lambda: Case(
        ScalewiseMap([up_interpolation(KEYS, n, n + 1) for n in (1, 2)]), (5, 2), 4),
    SeparableMap: lambda: Case(resize(KEYS, (3, 2), (4, 5)), (3, 2, 2), 4),
    SiLU: lambda: Case(SiLU(3), (2, 2, 2), 4),
    Softmax: lambda: Case(Softmax(4), (4,), 4),
    TokenPositions: lambda: Case(TokenPositions([[1, "1/3"], [0, "1/7"]]), (2, 2), 2),
    Tokenizer: lambda: Case(Tokenizer(area(), 4, scales=3), (4, 4, 1), 4),
    TransformerLayer: lambda: Case(layer(2, 3), (2, 2), 16),
    VARModel: lambda: Case(tiny_model(), (1, 2), 256, bounded="nowhere"),
    VARTransformer: lambda: Case(VARTransformer([layer(1, 2), layer(2, 3)]), (1, 2), 16, 1),
}  # fmt: skip


def public_blocks() -> Iterator[type[Block]]:
    """Yield every block that a module of these rooms defines and does not hide."""
    names = [
        info.name
        for room in (varsym.maps, varsym.models)
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    for module in map(import_module, names):
        for name, found in vars(module).items():
            if (
                inspect.isclass(found)
                and issubclass(found, Block)
                and found.__module__ == module.__name__
                and not inspect.isabstract(found)
                and not name.startswith("_")
            ):
                yield found


EVERY = sorted(public_blocks(), key=lambda block: block.__name__)
each_block = pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)


def test_every_block_has_an_instance_here() -> None:
    assert [kind.__name__ for kind in EVERY if kind not in CASES] == []


def test_a_newcomer_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = type("Newcomer", (Softmax,), {"__module__": Softmax.__module__})
    monkeypatch.setattr(softmax, "Newcomer", newcomer, raising=False)
    assert newcomer in set(public_blocks())
    monkeypatch.setattr(softmax, "_Hidden", newcomer, raising=False)
    monkeypatch.delattr(softmax, "Newcomer")
    assert newcomer not in set(public_blocks())


@each_block
def test_the_exact_and_the_numeric_face_agree(kind: type[Block]) -> None:
    case = CASES[kind]()
    assert isinstance(case.block, kind)
    found = cross_check(case.block, case.shape, samples=12, radius=case.radius)
    assert found.worst_scaled <= case.ulps
    assert found.entries > 0


@each_block
@pytest.mark.parametrize("norm", ["sup", "2"])
def test_no_slope_is_above_a_bound(kind: type[Block], norm: NormName) -> None:
    case = CASES[kind]()
    if case.bounded == "nowhere":
        with pytest.raises(InputError):
            case.block.lipschitz(norm, case.radius)
        return
    bound = case.block.lipschitz(norm, case.radius if case.bounded == "on the ball" else None)
    found = estimate_slope(case.block, case.shape, norm, case.radius, samples=48)
    ratio = tightness(bound, found)
    assert 0 < ratio <= 1
    if bound.exact:
        assert ratio > Fraction(99, 100)


@each_block
def test_a_block_can_be_sent_to_another_process(kind: type[Block]) -> None:
    case = CASES[kind]()
    sent = pickle.loads(pickle.dumps(case.block))
    x = np.linspace(-1, 1, int(np.prod(case.shape))).reshape(case.shape)
    np.testing.assert_array_equal(sent.numeric(x), case.block.numeric(x))
