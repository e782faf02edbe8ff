"""The VAR transformer and its layers, Definitions 3.11, 3.13 and 3.14."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from varsym.errors import InputError
from varsym.exact import exact_rational
from varsym.maps.attention import Attention
from varsym.maps.block import Block, Composition
from varsym.maps.feed_forward import FeedForward
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.separable import LinearBlock
from varsym.maps.slopes import array_norm

__all__ = ["TransformerLayer", "VARTransformer", "check_rowwise", "linear_part"]


class TransformerLayer(Composition):
    """Definition 3.13 (def:3.13): TF_VAR = FFN ∘ Attn ∘ φ_up, from n x d to n' x d.

    With another block than a feed-forward layer it is a factor g_i ∘ Attn_i ∘ Φ_up,i of
    Definition 3.11 (def:3.11).

    Parameters
    ----------
    up : Block
        φ_up on merged token maps, from (n, d) to (n', d): `ScalewiseMap`,
        `PyramidUpInterpolation` or another.
    attention : Attention or MultiHeadAttention
        Several heads are those of Definition 3.14.
    rest : Block
        What follows, on rows: a `FeedForward` with ``tokens="rows"``, a `Perceptron`, a
        `LayerNorm`, or a composition of such.

    Raises
    ------
    InputError
        When a feed-forward layer takes its tokens as columns.

    Examples
    --------
    >>> from varsym.maps.kernels import nearest
    >>> from varsym.maps.resampling import Resampling
    >>> average = Attention([[0]], [[0]], [[1]])
    >>> double = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    >>> layer = TransformerLayer(Resampling(nearest(), 1, 2), average, double)
    >>> layer.exact([[3]]).tolist()
    [[Fraction(6, 1)], [Fraction(6, 1)]]
    """

    def __init__(self, up: Block, attention: Attention | MultiHeadAttention, rest: Block) -> None:
        check_rowwise(rest)
        super().__init__([rest, attention, up])
        self.up, self.attention, self.rest = up, attention, rest

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Multiply the bounds of the three parts, of attention on the ball that φ_up maps into.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number, optional
            Of the ball around the origin on which the bound holds; everywhere if none.

        Raises
        ------
        InputError
            When a part has no bound there: without a radius attention has none, and for a radius
            φ_up must be a `LinearBlock`.

        Examples
        --------
        >>> from varsym.maps.kernels import nearest
        >>> from varsym.maps.resampling import Resampling
        >>> one = Attention([[1]], [[1]], [[1]])
        >>> rest = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
        >>> layer = TransformerLayer(Resampling(nearest(), 1, 2), one, rest)
        >>> layer.lipschitz("sup", 1).constant
        Fraction(9, 2)
        """
        if radius is None:
            return super().lipschitz(norm)
        R = exact_rational(radius, name="radius", nonnegative=True)
        linear = linear_part(self.up)
        up = linear.lipschitz(norm).constant
        attention = self.attention.lipschitz(norm, up * R, _tokens(linear))
        constant = up * attention.constant * self.rest.lipschitz(norm).constant
        domain = f"max |x_ij| <= {R}" if norm == "sup" else f"|X|_F <= {R}"
        return LipschitzBound(constant, norm, domain, "product over φ_up, attention and the rest")

    def image_radius(self, norm: NormName, radius: object) -> Fraction:
        """Return the radius of a ball that holds the image of the ball of a radius.

        What follows attention moves the origin to a point that is computed, and all others by its
        Lipschitz constant.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number

        Raises
        ------
        InputError
            As for `lipschitz`.
        """
        R = exact_rational(radius, name="radius", nonnegative=True)
        linear = linear_part(self.up)
        tokens = _tokens(linear)
        attended = self.attention.image_radius(norm, linear.lipschitz(norm).constant * R, tokens)
        shape = self.attention.output_shape((tokens, self.attention.width))
        origin = np.full(shape, Fraction(0), dtype=object)
        moved = array_norm(self.rest.enclose(origin), norm).upper
        return moved + self.rest.lipschitz(norm).constant * attended


class VARTransformer(Composition):
    """Definitions 3.11 and 3.14 (def:3.11, def:3.14): layers one after another.

    Definition 3.14 gives all layers the same n; with up-interpolation the number of tokens grows
    from layer to layer, and each layer has its own.

    Parameters
    ----------
    layers : sequence of TransformerLayer
        TF¹ first: the first in the list is applied first.

    Raises
    ------
    InputError
        When there is none.

    Examples
    --------
    >>> from varsym.maps.kernels import nearest
    >>> from varsym.maps.resampling import Resampling
    >>> average = Attention([[0]], [[0]], [[1]])
    >>> double = FeedForward([[1]], [0], [[1]], [0], tokens="rows")
    >>> sides = [(1, 4), (4, 9)]
    >>> ups = [Resampling(nearest(), *pair) for pair in sides]
    >>> network = VARTransformer([TransformerLayer(up, average, double) for up in ups])
    >>> network.output_shape((1, 1))
    (9, 1)
    """

    def __init__(self, layers: Sequence[TransformerLayer]) -> None:
        self.layers = tuple(layers)
        super().__init__(list(reversed(self.layers)))

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Multiply the bounds of the layers, each on a ball that the one before maps into.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number, optional
            Of the ball around the origin on which the bound holds; everywhere if none.

        Raises
        ------
        InputError
            When a layer has no bound there.
        """
        if radius is None:
            return super().lipschitz(norm)
        reach = exact_rational(radius, name="radius", nonnegative=True)
        bounds = []
        for layer in self.layers:
            bounds.append(layer.lipschitz(norm, reach))
            reach = layer.image_radius(norm, reach)
        constant = Fraction(1)
        for bound in bounds:
            constant *= bound.constant
        return LipschitzBound(constant, norm, bounds[0].domain, "product over the layers")


def check_rowwise(block: Block) -> None:
    """Refuse feed-forward layers whose tokens are columns, where tokens are rows.

    Parameters
    ----------
    block : Block

    Raises
    ------
    InputError
        When the block is one, or a composition with one.

    Examples
    --------
    >>> check_rowwise(FeedForward([[1]], [0], [[1]], [0], tokens="rows"))
    """
    parts = block.blocks if isinstance(block, Composition) else (block,)
    if any(isinstance(part, FeedForward) and part.tokens == "columns" for part in parts):
        raise InputError(
            "A feed-forward layer whose tokens are columns, after attention.",
            "Tokens in rows, as attention returns them.",
            'Build the layer with tokens="rows".',
        )


def linear_part(up: Block) -> LinearBlock:
    """Return an up-interpolation that maps balls around the origin into known balls.

    Parameters
    ----------
    up : Block

    Raises
    ------
    InputError
        When it is no `LinearBlock`.

    Examples
    --------
    >>> from varsym.maps.kernels import nearest
    >>> from varsym.maps.resampling import Resampling
    >>> linear_part(Resampling(nearest(), 1, 2)).norm("inf").exact
    Fraction(1, 1)
    """
    if not isinstance(up, LinearBlock):
        raise InputError(
            f"A bound on a ball behind a {type(up).__name__}.",
            "An up-interpolation that is a LinearBlock, which maps balls into known balls.",
            "Bound the blocks one by one.",
        )
    return up


def _tokens(up: LinearBlock) -> int:
    return up.operator().shape[0]
