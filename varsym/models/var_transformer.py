"""The transformer of the VAR model that people run: next-scale prediction over token maps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.maps.activation import ReLU
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.block import Block, Composition
from varsym.maps.fields import Field
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.multi_head_attention import MultiHeadAttention
from varsym.maps.normed_attention import NormedAttention
from varsym.maps.parameters import Parameter, check_norm
from varsym.maps.perceptron import Perceptron
from varsym.maps.residual import Residual
from varsym.models.kinds import listed, weight_source
from varsym.models.var_weights import WeightSource, drawn_heads

__all__ = ["NextScaleTransformer", "PreNormLayer", "TokenPositions"]


class TokenPositions(Block):
    """X in R^{n x d} to X + P, where P has a row for each token of the pyramid.

    Inputs of fewer tokens get the first rows of P.

    VAR (Tian et al. 2024) tells tokens their places so.

    Parameters
    ----------
    table : array of exact numbers, (N, d)
        P.

    Examples
    --------
    >>> TokenPositions([[1], [2]]).exact([[5]]).tolist()
    [[Fraction(6, 1)]]
    """

    def __init__(self, table: object) -> None:
        self.table = Parameter.of_exact(table, "table", 2)

    @classmethod
    def from_numeric(cls, table: object) -> TokenPositions:
        """Build it from floats, for real sizes; only the numeric face works then."""
        return cls(Parameter.of_numeric(table, "table", 2))

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the same shape.

        Raises
        ------
        ShapeError
            When there are more tokens than rows of P, or rows of another width.
        """
        tokens, width = self.table.shape
        if len(shape) != 2 or shape[0] > tokens or shape[1] != width:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"At most {tokens} rows of {width} entries.",
                "Merge the token maps of the first scales.",
            )
        return shape

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Add the first rows of P."""
        made: ExactArray = x + self.table.over(field)[: len(x)]
        return made

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Add the first rows of P to each input of a batch."""
        return x + self.table.numeric[: x.shape[-2]]

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:  # noqa: ARG002
        """Return 1, as distances stay.

        Raises
        ------
        InputError
            When the norm is neither "sup" nor "2".
        """
        check_norm(norm)
        return LipschitzBound(Fraction(1), norm, "everywhere", "a translation", exact=True)


class PreNormLayer(Composition):
    """One layer: y = x + MHA(LN(x)), then z = y + ReLU(LN(y) W1 + b1) W2 + b2.

    It is a factor g_i ∘ Attn_i of Definition 3.11 (def:3.11), with the layer norm of Definition
    D.9 and the feed-forward layer of Definition 3.5. The paper does not say where layer norm
    stands; as in the released model it stands before each part, whose output is added to what came
    in.

    Parameters
    ----------
    norms : pair of LayerNorm
        With an `epsilon`.
    attention : MultiHeadAttention
        From width d to width d.
    hidden : Perceptron
        x W1 + b1, from d to the neurons.
    outer : Perceptron
        h W2 + b2, from the neurons to d.

    Examples
    --------
    >>> one = MultiHeadAttention([[0]], [[0]], [[1]], [[1]], [0], heads=1)
    >>> norm = LayerNorm("1/4", 1)
    >>> layer = PreNormLayer((norm, norm), one, Perceptron([[1]], [2]), Perceptron([[3]], [0]))
    >>> layer.exact([[5]]).tolist()
    [[Fraction(11, 1)]]
    """

    def __init__(
        self,
        norms: tuple[LayerNorm, LayerNorm],
        attention: MultiHeadAttention,
        hidden: Perceptron,
        outer: Perceptron,
    ) -> None:
        self.attention, self.norms = attention, norms
        attended = Residual(NormedAttention(norms[0], attention))
        self.rest = Residual(Composition([outer, ReLU(), hidden, norms[1]]))
        super().__init__([self.rest, attended])
        self.output_shape((attention.ends[0] if attention.ends else 1, attention.width))

    @classmethod
    def drawn(
        cls,
        source: WeightSource,
        width: int,
        heads: int,
        neurons: int,
        scales: Sequence[int],
        epsilon: object = "1e-6",
    ) -> PreNormLayer:
        """Return a layer with weights from a source, its heads as wide as they can be together.

        Parameters
        ----------
        source : WeightSource
        width : int
            The entries of a token.
        heads : int
        neurons : int
            Of the feed-forward layer.
        scales : sequence of int
            How many tokens each scale has.
        epsilon : exact number
            Of the layer norms.
        """
        attention = MultiHeadAttention(
            *drawn_heads(source, width, heads), heads=heads, scales=scales
        )
        hidden, outer = _affine(source, width, neurons), _affine(source, neurons, width)
        norm = LayerNorm(epsilon, width)
        return cls((norm, norm), attention, hidden, outer)

    def continued(
        self, x: FloatArray, before: tuple[FloatArray, FloatArray] | None
    ) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
        """Return the rows of the next scale, as `MultiHeadAttention.continued` does.

        Parameters
        ----------
        x : FloatArray, (..., n_k, d)
            The tokens of scale k alone, on a batch of inputs.
        before : pair of FloatArray or None
            Keys and values of the scales before k, one row a token; none for the first scale.
        """
        attended, known = self.attention.continued(self.norms[0].vectorised(x), before)
        return self.rest.vectorised(x + attended), known


class NextScaleTransformer(Composition):
    """From the inputs of all scales to logits: (n, C) to (n, V), token by token.

    Row by row the inputs are embedded, x W + b, and their positions added; the layers follow, then
    layer norm, and the logits of the V codes, x W' + b'. The attention of the layers is masked, so
    that the logits of scale k rest on the inputs of the scales up to k; inputs of the first scales
    alone are taken too.

    What the released model has beside this is not built: scales, shifts and gates that depend on
    the class, queries and keys of norm 1, biases of queries, and GELU, in whose place stands the
    ReLU of Definition 3.5.

    Parameters
    ----------
    embedding : Perceptron
        From the channels C of a latent to the width d.
    positions : TokenPositions
        For all tokens, of width d.
    layers : sequence of PreNormLayer
        On rows of width d, first to last.
    norm : LayerNorm
    head : Perceptron
        From d to V.

    Raises
    ------
    InputError
        When there is no layer.
    ShapeError
        When the widths do not fit.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> small = NextScaleTransformer.drawn(
    ...     RationalWeights(0), [1, 4], channels=2, width=4, heads=2, depth=1, codebook=3
    ... )
    >>> small.output_shape((5, 2))
    (5, 3)
    """

    def __init__(
        self,
        embedding: Perceptron,
        positions: TokenPositions,
        layers: Sequence[PreNormLayer],
        norm: LayerNorm,
        head: Perceptron,
    ) -> None:
        if not layers:
            raise InputError(
                "A transformer of no layers.", "At least one.", "Give its layers, first to last."
            )
        super().__init__([head, norm, *reversed(layers), positions, embedding])
        self.embedding, self.positions, self.norm, self.head = embedding, positions, norm, head
        self.layers = tuple(layers)
        self.channels, self.codebook = embedding.W.shape[0], head.W.shape[1]
        self.tokens = positions.table.shape[0]
        self.output_shape((self.tokens, self.channels))

    @classmethod
    def drawn(
        cls,
        source: WeightSource,
        scales: Sequence[int],
        *,
        channels: int,
        width: int,
        heads: int,
        depth: int,
        codebook: int,
        neurons: int | None = None,
        epsilon: object = "1e-6",
    ) -> NextScaleTransformer:
        """Return a transformer with weights from a source.

        Parameters
        ----------
        source : WeightSource
        scales : sequence of int
            How many tokens each scale has.
        channels, width, heads, depth, codebook : int
            C, d, the heads of a layer, the layers, V.
        neurons : int, optional
            Of a feed-forward layer; 4 d if none, as is usual.
        epsilon : exact number
            Of the layer norms.

        Raises
        ------
        InputError
            When a number is below 1, or the heads do not divide the width.
        """
        inner = 4 * side(width, "width") if neurons is None else side(neurons, "neurons")
        layers = range(side(depth, "depth"))
        counts = [side(count, "tokens of a scale") for count in listed(scales, "scales")]
        weight_source(source)
        return cls(
            _affine(source, side(channels, "channels"), width),
            TokenPositions(source.weight("table", (sum(counts), width), width)),
            [PreNormLayer.drawn(source, width, heads, inner, counts, epsilon) for _ in layers],
            LayerNorm(epsilon, width),
            _affine(source, width, side(codebook, "codebook")),
        )

    def continued(
        self, x: FloatArray, before: Sequence[tuple[FloatArray, FloatArray]], start: int
    ) -> tuple[FloatArray, list[tuple[FloatArray, FloatArray]]]:
        """Return the logits of the next scale, where keys and values of all before it are known.

        Parameters
        ----------
        x : FloatArray, (..., n_k, C)
            The inputs of scale k alone.
        before : sequence of pairs
            What this method returned for scale k - 1: keys and values of each layer, one row a
            token; empty for scale 1.
        start : int
            How many tokens the scales before k have.

        Returns
        -------
        FloatArray, (..., n_k, V)
            The last n_k rows of what `vectorised` gives for all tokens up to scale k.
        list of pairs
            Keys and values of each layer.
        """
        positions = self.positions.table.numeric[start : start + x.shape[-2]]
        x, known = self.embedding.vectorised(x) + positions, []
        for index, layer in enumerate(self.layers):
            x, after = layer.continued(x, before[index] if before else None)
            known.append(after)
        return self.head.vectorised(self.norm.vectorised(x)), known


def _affine(source: WeightSource, c_in: int, c_out: int) -> Perceptron:
    return Perceptron(source.weight("W", (c_in, c_out), c_in), source.bias("b", c_out))
