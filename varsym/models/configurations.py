"""The published configurations of VAR (Tian et al. 2024), and the schedule of FlowAR."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from varsym.errors import InputError, UnknownNameError
from varsym.exact import exact_integer
from varsym.maps.pyramid import Pyramid
from varsym.maps.separable import axis_side
from varsym.maps.tokenizer import FLOWAR_BASE
from varsym.models.kinds import listed, of_kind

__all__ = ["CONFIGURATIONS", "FLOWAR", "Configuration", "configuration", "geometric_schedule"]


@dataclass(frozen=True)
class Configuration:
    """What a published model fixes; its token maps are square.

    A VAR model of depth D has D attention heads and the width 64 D. FlowAR follows no such rule:
    its code has 12, 16 and 30 layers of widths 768, 1024 and 1536, with 12, 16 and 16 heads.

    Attributes
    ----------
    name : str
    pixels : int
        The side of the image.
    sides : tuple of int
        The side of the token map at each scale, growing.
    depths : tuple of int
        The published depths D; empty where none is known.
    channels : int
        Of a latent token.
    codebook : int
        The number of codes; 0 where tokens are continuous, as FlowAR's are.

    Raises
    ------
    InputError
        When a number is not whole or out of range, or a side is not larger than the one before.

    References
    ----------
    .. [1] K. Tian, Y. Jiang, Z. Yuan, B. Peng, L. Wang, Visual Autoregressive Modeling: Scalable
       Image Generation via Next-Scale Prediction, NeurIPS 2024, and its public code.
    .. [2] S. Ren, Q. Yu, J. He, X. Shen, A. Yuille, L.-C. Chen, FlowAR: Scale-wise Autoregressive
       Image Generation Meets Flow Matching, arXiv:2412.15205, and its public code.
    """

    name: str
    pixels: int
    sides: tuple[int, ...]
    depths: tuple[int, ...] = ()
    channels: int = 32
    codebook: int = 4096

    def __post_init__(self) -> None:
        of_kind(self.name, str, "name")
        sides = tuple(axis_side(side, "sides") for side in listed(self.sides, "sides"))
        if not sides or any(after <= before for before, after in pairwise(sides)):
            raise InputError(
                f"The configuration {self.name[:40]!r} with the sides {sides}.",
                "At least one side, each larger than the one before.",
                "Give the side of the token map at each scale, the smallest first.",
            )
        depths = (exact_integer(depth, "depths", 1) for depth in listed(self.depths, "depths"))
        read = {
            "pixels": exact_integer(self.pixels, "pixels", 1),
            "sides": sides,
            "depths": tuple(depths),
            "channels": exact_integer(self.channels, "channels", 1),
            "codebook": exact_integer(self.codebook, "codebook", 0),
        }
        for name, value in read.items():
            object.__setattr__(self, name, value)

    @property
    def pyramid(self) -> Pyramid:
        """The token maps of all scales."""
        return Pyramid(self.sides)

    @property
    def tokens(self) -> int:
        """The tokens of all scales together.

        Examples
        --------
        >>> [one.tokens for one in CONFIGURATIONS]
        [680, 2240, 9451]
        """
        return sum(side**2 for side in self.sides)

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """The sides of consecutive scales.

        Examples
        --------
        >>> configuration("var-256").steps[-1]
        (13, 16)
        """
        return tuple(pairwise(self.sides))

    def heads(self, depth: int) -> int:
        """Return the number of attention heads of a model of a depth.

        Raises
        ------
        InputError
            When the depth is no positive integer, or the model is no VAR model.

        Examples
        --------
        >>> configuration("var-256").heads(16)
        16
        """
        return self._var_depth(depth)

    def width(self, depth: int) -> int:
        """Return the width of the tokens inside a model of a depth.

        Raises
        ------
        InputError
            When the depth is no positive integer, or the model is no VAR model.

        Examples
        --------
        >>> configuration("var-256").width(16)
        1024
        """
        return 64 * self._var_depth(depth)

    def _var_depth(self, depth: int) -> int:
        if not self.codebook:
            raise InputError(
                f"The configuration {self.name}, for the rule that D layers have the width 64 D.",
                "A VAR model, whose tokens are codes.",
                "Give FlowAR's width yourself: it does not follow from the depth.",
            )
        return exact_integer(depth, "depth", 1)


CONFIGURATIONS = (
    Configuration("var-256", 256, (1, 2, 3, 4, 5, 6, 8, 10, 13, 16), (16, 20, 24, 30)),
    Configuration("var-512", 512, (1, 2, 3, 4, 6, 9, 13, 18, 24, 32), (36,)),
    Configuration("var-1024", 1024, (1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 36, 48, 64)),
)


def configuration(name: str) -> Configuration:
    """Return a published configuration.

    Parameters
    ----------
    name : str
        ``var-256``, ``var-512``, ``var-1024`` or ``flowar``.

    Raises
    ------
    UnknownNameError
        When there is no such configuration.

    Examples
    --------
    >>> configuration("var-512").sides[-1]
    32
    >>> configuration("flowar").sides
    (1, 2, 4, 8, 16)
    """
    known = (*CONFIGURATIONS, FLOWAR)
    for one in known:
        if one.name == name:
            return one
    raise UnknownNameError(
        f"The configuration {str(name)[:40]!r}.",
        f"{', '.join(one.name for one in known)}.",
        "Choose one of them, or build a Configuration.",
    )


def geometric_schedule(scales: int, base: int = FLOWAR_BASE) -> tuple[int, ...]:
    """Return the sides 1, a, …, a^(K-1); FlowAR takes a = 2 (rem:D.6).

    Parameters
    ----------
    scales : int
        K, the number of sides.
    base : int
        a, what each side is multiplied by.

    Raises
    ------
    InputError
        When K or a is below 1, or the last side is above 65,536.

    Examples
    --------
    >>> geometric_schedule(5)
    (1, 2, 4, 8, 16)
    """
    count = exact_integer(scales, "scales", 1, 64)
    a = exact_integer(base, "base", 1)
    return tuple(axis_side(a**k, "side") for k in range(count))


#: FlowAR at 256 px: five scales with a = 2 (rem:D.6), 16 continuous latent channels, sides over 16.
FLOWAR = Configuration("flowar", 256, geometric_schedule(5), channels=16, codebook=0)
