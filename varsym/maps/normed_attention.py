"""Attention on what a normalisation returns, which has a Lipschitz bound everywhere."""

from __future__ import annotations

from fractions import Fraction

from varsym.exact import exact_integer
from varsym.maps.attention import Attention
from varsym.maps.block import Composition
from varsym.maps.flattened import Flattened
from varsym.maps.group_norm import GroupNorm
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.multi_head_attention import MultiHeadAttention

__all__ = ["NormedAttention"]


class NormedAttention(Composition):
    """Attention after layer norm on rows, or after group norm on maps.

    The attention of Definition 3.3 has no Lipschitz bound everywhere (`Attention.steep_pair`), but
    on the ball into which a normalisation maps everything it has one, and so has the composition.

    Parameters
    ----------
    norm : LayerNorm or GroupNorm
        A group norm makes maps, which attention takes flattened row by row.
    attention : MultiHeadAttention or Attention

    Examples
    --------
    >>> head = Attention([[1], [0]], [[1], [0]], [[1, 0], [0, 1]])
    >>> block = NormedAttention(LayerNorm("1/100", 2), head)
    >>> block.lipschitz("sup").domain
    'everywhere'
    """

    def __init__(
        self, norm: LayerNorm | GroupNorm, attention: MultiHeadAttention | Attention
    ) -> None:
        rows = isinstance(norm, LayerNorm)
        super().__init__([attention if rows else Flattened(attention), norm])
        self.norm, self.attention = norm, attention

    def lipschitz(
        self, norm: NormName, radius: object = None, tokens: int | None = None
    ) -> LipschitzBound:
        """Return the bound of attention where the normalised inputs are, times the norm's.

        Parameters
        ----------
        norm : {"sup", "2"}
        radius : exact number, optional
            Changes nothing.
        tokens : int, optional
            n, for the 2-norm of rows without a mask over scales; a group norm knows its size.

        Raises
        ------
        InputError
            When the normalisation has no bound, or the number of tokens is not known.
        """
        del radius
        count = self._tokens(tokens)
        reach = self._reach(norm, count)
        constant = self.norm.lipschitz(norm).constant
        constant *= self.attention.lipschitz(norm, reach, count).constant
        source = "attention on the ball that the normalisation maps into"
        return LipschitzBound(constant, norm, "everywhere", source)

    def _tokens(self, tokens: int | None) -> int | None:
        if isinstance(self.norm, GroupNorm):
            return None if self.norm.size is None else self.norm.size[0] * self.norm.size[1]
        ends = getattr(self.attention, "ends", ())
        return ends[-1] if ends else tokens

    def _reach(self, norm: NormName, tokens: int | None) -> Fraction:
        if isinstance(self.norm, GroupNorm):
            return self.norm.image_radius(norm)
        count = 1 if norm == "sup" else exact_integer(tokens, "tokens", 1)
        return self.norm.image_radius(norm, self.attention.width, count)
