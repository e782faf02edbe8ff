"""PyTorch's own maps, from NumPy to NumPy in float64, tokens in rows and channels last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import torch
from torch.nn import functional

from varsym.maps.arrays import FloatArray

#: Of maps, or the only one of a sequence.
Axis: TypeAlias = Literal["height", "width", "sequence"]

TOLERANCE = 1e-12

# Handing small arrays from thread to thread takes longer than the work on them.
torch.set_num_threads(1)


def assert_close(found: FloatArray, expected: FloatArray) -> None:
    """Compare up to the tolerance, which is relative to the largest entry."""
    assert found.shape == expected.shape
    deviation = abs(found - expected).max()
    assert deviation <= TOLERANCE * abs(expected).max()


def axis_matrix(
    mode: str,
    n_in: int,
    n_out: int,
    align_corners: bool | None = None,
    axis: Axis = "height",
) -> FloatArray:
    """Return the n_out x n_in matrix along an axis: each cell's unit vector is a channel.

    PyTorch has no bicubic interpolation of sequences.
    """
    cells: tuple[int, ...]
    size: int | tuple[int, int]
    match axis:
        case "height":
            cells, size = (n_in, 1), (n_out, 1)
        case "width":
            cells, size = (1, n_in), (1, n_out)
        case "sequence":
            cells, size = (n_in,), n_out
            mode = "linear" if mode == "bilinear" else mode
    units = torch.eye(n_in, dtype=torch.float64).reshape(1, n_in, *cells)
    made = functional.interpolate(units, size=size, mode=mode, align_corners=align_corners)
    return _array(made.reshape(n_in, n_out).T)


def resized(
    x: object, mode: str, size: Sequence[int], align_corners: bool | None = None
) -> FloatArray:
    """Interpolate a map (h, w, c), or a batch of maps."""
    maps = _tensor(x)
    stacked = maps.reshape(-1, *maps.shape[-3:]).permute(0, 3, 1, 2)
    made = functional.interpolate(stacked, size=tuple(size), mode=mode, align_corners=align_corners)
    return _array(made.permute(0, 2, 3, 1).reshape(*maps.shape[:-3], *size, maps.shape[-1]))


def softmax(x: object) -> FloatArray:
    return _array(torch.softmax(_tensor(x), dim=-1))


def attention(x: object, W_Q: object, W_K: object, W_V: object) -> FloatArray:
    """Return the fused attention, without its scaling by 1/√d."""
    projected = (_tensor(x) @ _tensor(weight) for weight in (W_Q, W_K, W_V))
    return _array(functional.scaled_dot_product_attention(*projected, scale=1.0))


def attention_by_softmax(x: object, W_Q: object, W_K: object, W_V: object) -> FloatArray:
    Q, K, V = (_tensor(x) @ _tensor(weight) for weight in (W_Q, W_K, W_V))
    return _array(torch.softmax(Q @ K.mT, dim=-1) @ V)


def layer_norm(x: object, epsilon: float) -> FloatArray:
    rows = _tensor(x)
    return _array(functional.layer_norm(rows, rows.shape[-1:], eps=float(epsilon)))


def convolution(x: object, kernels: object, bias: object) -> FloatArray:
    """Convolve a map (h, w, c), or a batch of maps, with kernels (c_out, 3, 3, c_in)."""
    maps, weights = _tensor(x), _tensor(kernels).permute(0, 3, 1, 2)
    stacked = maps.reshape(-1, *maps.shape[-3:]).permute(0, 3, 1, 2)
    made = functional.conv2d(stacked, weights, _tensor(bias), padding=1)
    return _array(made.permute(0, 2, 3, 1).reshape(*maps.shape[:-1], len(weights)))


def linear(x: object, W: object, b: object) -> FloatArray:
    return _array(functional.linear(_tensor(x), _tensor(W).T, _tensor(b)))


def feed_forward(x: object, W1: object, b1: object, W2: object, b2: object) -> FloatArray:
    """Apply the layer to tokens in rows."""
    rows = _tensor(x)
    hidden = functional.relu(functional.linear(rows, _tensor(W1), _tensor(b1)))
    return _array(rows + functional.linear(hidden, _tensor(W2), _tensor(b2)))


def _tensor(values: object) -> Any:
    return torch.tensor(np.asarray(values, dtype=np.float64))


def _array(tensor: Any) -> FloatArray:
    return np.asarray(tensor.numpy(), dtype=np.float64)
