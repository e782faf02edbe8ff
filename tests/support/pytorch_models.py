"""PyTorch's own run of the models' blocks: one tensor operator for each, with the same weights.

Rows are (..., n, d); maps are (1, c, h, w), as PyTorch has them.
"""

from __future__ import annotations

from functools import cache, singledispatch
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from varsym.maps.activation import ReLU, SiLU
from varsym.maps.arrays import FloatArray
from varsym.maps.block import Block, Composition
from varsym.maps.convolution import Convolution
from varsym.maps.flattened import Flattened
from varsym.maps.group_norm import GroupNorm
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.parameters import Parameter
from varsym.maps.perceptron import Perceptron
from varsym.maps.residual import Residual
from varsym.maps.separable import SeparableMap
from varsym.models.scale_step import FeatureMap, NextScaleInput, ResidualBlend
from varsym.models.var_codes import GreedyCodes
from varsym.models.var_transformer import TokenPositions


def on_rows(block: Block, rows: FloatArray) -> FloatArray:
    """Return the value at rows (n, d); what are maps in the end have their channels last again."""
    with torch.no_grad():
        made = run(block, torch.from_numpy(rows))
    return _array(made if made.ndim == 2 else made[0].permute(1, 2, 0))


def on_map(block: Block, one: FloatArray) -> FloatArray:
    """Return the value at a map (h, w, c)."""
    with torch.no_grad():
        made = run(block, torch.from_numpy(one).permute(2, 0, 1)[None].contiguous())
    return _array(made[0].permute(1, 2, 0))


def seen_tokens(ends: tuple[int, ...], tokens: int) -> Any:
    """Return the mask, true where token i (row) attends to token j, pair by pair."""
    scale = [sum(end <= i for end in ends) for i in range(tokens)]
    return torch.tensor([[b <= a for b in scale] for a in scale])


@singledispatch
def run(block: Block, x: Any) -> Any:
    raise NotImplementedError(type(block))


@run.register
def _(block: Composition, x: Any) -> Any:
    for part in reversed(block.blocks):
        x = run(part, x)
    return x


@run.register
def _(block: Residual, x: Any) -> Any:
    return (x if block.shortcut is None else run(block.shortcut, x)) + run(block.branch, x)


@run.register
def _(block: Perceptron, x: Any) -> Any:
    return x @ _tensor(block.W) + _tensor(block.b)


@run.register
def _(block: TokenPositions, x: Any) -> Any:
    return x + _tensor(block.table)[: len(x)]


@run.register
def _(block: ReLU, x: Any) -> Any:
    return torch.relu(x)


@run.register
def _(block: SiLU, x: Any) -> Any:
    return functional.silu(x)


@run.register
def _(block: LayerNorm, x: Any) -> Any:
    return functional.layer_norm(x, x.shape[-1:], eps=float(block.epsilon or 0))


@run.register
def _(block: GroupNorm, x: Any) -> Any:
    scale, shift = _tensor(block.scale), _tensor(block.shift)
    return functional.group_norm(x, block.groups, scale, shift, float(block.epsilon))


@run.register
def _(block: Convolution, x: Any) -> Any:
    return functional.conv2d(x, _kernels(block.kernels), _tensor(block.bias), padding=1)


@run.register
def _(block: Flattened, x: Any) -> Any:
    rows = run(block.rows, x[0].flatten(1).T)
    return rows.T.reshape(1, -1, *x.shape[2:])


@run.register
def _(block: MultiHeadAttention, x: Any) -> Any:
    weights = (block.W_Q, block.W_K, block.W_V)
    Q, K, V = ((x @ _tensor(one)).unflatten(-1, (block.heads, -1)) for one in weights)
    parts = (one.transpose(0, 1) for one in (Q, K, V))
    mask = _mask(block.ends, len(x)) if block.ends else None
    made = functional.scaled_dot_product_attention(*parts, attn_mask=mask, scale=1.0)
    return made.transpose(0, 1).flatten(1) @ _tensor(block.W_O) + _tensor(block.b_O)


@run.register
def _(block: GreedyCodes, x: Any) -> Any:
    return functional.embedding(x.argmax(dim=-1), _tensor(block.codebook))


@run.register
def _(block: SeparableMap, x: Any) -> Any:
    """Repeat each pixel, the one interpolation that decoders have."""
    return functional.interpolate(x, size=block.size_out, mode="nearest")


@run.register
def _(block: ResidualBlend, x: Any) -> Any:
    return torch.lerp(x, run(block.convolution, x), float(block.ratio))


@run.register
def _(block: FeatureMap, x: Any) -> Any:
    """Enlarge bicubically, which leaves maps of the last size as they are."""
    side, total, start = block.branches[-1].blocks[-1].size_out[0], 0, 0  # type: ignore[attr-defined]
    for branch, (height, width) in zip(block.branches, block.pyramid.sizes, strict=True):
        rows, start = x[start : start + height * width], start + height * width
        one = rows.T.reshape(1, -1, height, width)
        enlarged = functional.interpolate(one, size=(side, side), mode="bicubic")
        total = total + run(branch.blocks[0], enlarged)  # type: ignore[attr-defined]
    return total


@run.register
def _(block: NextScaleInput, x: Any) -> Any:
    return functional.interpolate(run(block.sum, x), size=block.shrink.size_out, mode="area")


@cache
def _mask(ends: tuple[int, ...], tokens: int) -> Any:
    return seen_tokens(ends, tokens)


@cache
def _tensor(parameter: Parameter) -> Any:
    return torch.from_numpy(parameter.numeric)


@cache
def _kernels(parameter: Parameter) -> Any:
    return _tensor(parameter).permute(0, 3, 1, 2).contiguous()


def _array(tensor: Any) -> FloatArray:
    return np.asarray(tensor.numpy(), dtype=np.float64)
