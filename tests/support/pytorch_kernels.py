"""What PyTorch's modes of interpolation are called here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from varsym.maps.kernels import area, keys, linear, nearest
from varsym.maps.resampling import Pixels, Resampling, resize
from varsym.maps.separable import SeparableMap

KERNELS = {
    "bicubic": keys("-3/4"),
    "bilinear": linear(),
    "nearest": nearest(),
    "area": area(),
}


class Mode(NamedTuple):
    """The two arguments of PyTorch's `interpolate` that choose the weights."""

    mode: str
    align_corners: bool | None = None

    @property
    def pixels(self) -> Pixels:
        return "align-corners" if self.align_corners else "half"

    def along_axis(self, n_in: int, n_out: int) -> Resampling:
        return Resampling(KERNELS[self.mode], n_in, n_out, pixels=self.pixels)

    def on_maps(self, size_in: Sequence[int], size_out: Sequence[int]) -> SeparableMap:
        return resize(KERNELS[self.mode], size_in, size_out, pixels=self.pixels)

    def __str__(self) -> str:
        return f"{self.mode}-aligned" if self.align_corners else self.mode
