"""The flow matching network of FlowAR, Definition D.12."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, enclose_root, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray, side
from varsym.maps.attention import Attention
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.layer_norm import LayerNorm
from varsym.maps.lipschitz import LipschitzBound, NormName
from varsym.maps.parameters import Parameter, check_norm, row_map_norm, same_sides
from varsym.maps.perceptron import Perceptron
from varsym.models.flow_paths import flow_time
from varsym.models.flow_weights import drawn_attention, drawn_perceptron
from varsym.models.kinds import weight_source
from varsym.models.var_weights import WeightSource

__all__ = ["EPSILON", "FlowMatching", "Modulation"]

#: What layer norm adds to the variance, unless another number is given.
EPSILON = Fraction(1, 10**6)

_SLICES = 6
_DIGITS = 30


class Modulation(NamedTuple):
    """The six slices of Step 1, for each token c entries; in arrays, or what bounds them.

    Parameters
    ----------
    alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 : array, (n, c), or Fraction
        The slices, or bounds of their entries.

    Examples
    --------
    >>> Modulation(*range(6)).gamma_1
    4
    """

    alpha_1: Any
    alpha_2: Any
    beta_1: Any
    beta_2: Any
    gamma_1: Any
    gamma_2: Any


class FlowMatching(Block):
    """Definition D.12 (def:D.12): NN_i at one time t, from rows [F_t | Ŷ] to rows F''.

    With α_1, …, γ_2 the six slices of MLP(Ŷ + t 1, c, 6c), in the printed order,
    F' = Attn(γ_1 ∘ LN(F_t) + β_1) ∘ α_1 and F'' = MLP(γ_2 ∘ LN(F') + β_2, c, c) ∘ α_2.

    A token map is a matrix with one row a token; the left half of an input row is that of F_t, the
    right half that of Ŷ, so that the input has the shape (n, 2c) and the output (n, c); see `join`.
    Layer norm is Definition D.9's in the repaired reading, with a positive constant under the root.

    Parameters
    ----------
    modulation : Perceptron
        The MLP of Step 1, from c to 6c.
    attention : Attention
        Attn_i, from c to c.
    output : Perceptron
        The MLP of Step 3, from c to c.
    time : rational
        t, from 0 to 1; see `at`.
    epsilon : rational
        What layer norm adds to the variance, above 0.
    tokens : int, optional
        n = (h/r_i)(w/r_i). Any number if none; the bound in the 2-norm needs it.

    Raises
    ------
    ShapeError
        When the widths of the parts do not fit.
    InputError
        When the time is not from 0 to 1, or a number is not exact.

    Examples
    --------
    >>> network = FlowMatching(
    ...     Perceptron([[0] * 6], [2, 3, 0, 5, 1, 1]),
    ...     Attention([[0]], [[0]], [[1]]),
    ...     Perceptron([[1]], [1]),
    ... )
    >>> network.exact([[7, 1], [8, 1]]).tolist()
    [[Fraction(18, 1)], [Fraction(18, 1)]]
    """

    def __init__(
        self,
        modulation: Perceptron,
        attention: Attention,
        output: Perceptron,
        time: RationalLike = 0,
        epsilon: RationalLike = EPSILON,
        tokens: int | None = None,
    ) -> None:
        self.modulation, self.attention, self.output = modulation, attention, output
        widths = {
            "rows of the W of Step 1": modulation.W.shape[0],
            "entries that attention takes": attention.width,
            "entries that attention gives": attention.W_V.shape[1],
            "rows of the W of Step 3": output.W.shape[0],
            "columns of the W of Step 3": output.W.shape[1],
        }
        self.width = same_sides(widths, "the number of channels c")
        slices = {"columns of the W of Step 1": modulation.W.shape[1]}
        same_sides(slices | {"entries of six slices": _SLICES * self.width}, "6c")
        self.time = flow_time(time)
        self.epsilon = exact_rational(epsilon, name="epsilon", positive=True)
        self.tokens = None if tokens is None else side(tokens, "tokens")
        self.norm = LayerNorm(self.epsilon, self.width)

    @classmethod
    def drawn(cls, weights: WeightSource, channels: int, tokens: int | None = None) -> FlowMatching:
        """Return a network with random weights, at the time 0.

        Parameters
        ----------
        weights : WeightSource
        channels : int
            c.
        tokens : int, optional
            n; any number of tokens if none.

        Raises
        ------
        InputError
            When a number is below 1.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> FlowMatching.drawn(FloatWeights(0), 16).output_shape((256, 32))
        (256, 16)
        """
        width, source = side(channels, "channels"), weight_source(weights)
        step_1 = drawn_perceptron(source, width, _SLICES * width)
        attention = drawn_attention(source, width)
        return cls(step_1, attention, drawn_perceptron(source, width, width), tokens=tokens)

    def at(self, time: RationalLike) -> FlowMatching:
        """Return the network at another time.

        Raises
        ------
        InputError
            When the time is not exact, or not from 0 to 1.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> FlowMatching.drawn(FloatWeights(0), 16).at("1/3").time
        Fraction(1, 3)
        """
        return FlowMatching(
            self.modulation, self.attention, self.output, time, self.epsilon, self.tokens
        )

    def join(self, flow: npt.NDArray[Any], condition: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Put the rows of F_t and of Ŷ side by side.

        Parameters
        ----------
        flow, condition : array, (..., n, c)
            Exact or numeric; axes in front are a batch.

        Raises
        ------
        ShapeError
            When the shapes differ, or rows have not c entries.

        Examples
        --------
        >>> from varsym.models.var_weights import FloatWeights
        >>> network = FlowMatching.drawn(FloatWeights(0), 2)
        >>> network.join(np.zeros((1, 2)), np.ones((1, 2)))
        array([[0., 0., 1., 1.]])
        """
        F, Y = np.asarray(flow), np.asarray(condition)
        if F.shape != Y.shape or F.ndim < 2 or F.shape[-1] != self.width:
            raise ShapeError(
                f"A flow of the shape {F.shape} and a condition of the shape {Y.shape}.",
                f"Equal shapes (n, {self.width}), a row for each token.",
                "Flatten token maps row by row, channels last.",
            )
        return np.concatenate([F, Y], axis=-1)

    @property
    def parameters(self) -> tuple[tuple[str, Parameter], ...]:
        """The weights with their names, in the order in which `rebuilt` takes them."""
        attention = self.attention
        return (
            ("modulation.W", self.modulation.W),
            ("modulation.b", self.modulation.b),
            ("attention.W_Q", attention.matrix.W_Q),
            ("attention.W_K", attention.matrix.W_K),
            ("attention.W_V", attention.W_V),
            ("output.W", self.output.W),
            ("output.b", self.output.b),
        )

    def rebuilt(self, parameters: Sequence[Parameter]) -> FlowMatching:
        """Return the network with other weights, the `parameters` in the order of its own."""
        W_1, b_1, W_Q, W_K, W_V, W_2, b_2 = parameters
        attention = Attention(W_Q, W_K, W_V)
        step_1, step_3 = Perceptron(W_1, b_1), Perceptron(W_2, b_2)
        return FlowMatching(step_1, attention, step_3, self.time, self.epsilon, self.tokens)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (n, c) for (n, 2c).

        Raises
        ------
        ShapeError
            When the input has another number of tokens, or rows of another width.
        """
        if len(shape) != 2 or shape[1] != 2 * self.width or self.tokens not in {None, shape[0]}:
            raise ShapeError(
                f"An input of the shape {shape}.",
                f"One of the shape ({self.tokens or 'n'}, {2 * self.width}): "
                f"{self.width} entries of F_t and as many of Ŷ for each token.",
                "Join the rows of both with join(flow, condition).",
            )
        return shape[0], self.width

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Go through the three steps."""
        flow, condition = x[:, : self.width], x[:, self.width :]
        slices = self.modulation.formula(field, condition + field.number(self.time))
        made = Modulation(*np.split(slices, _SLICES, axis=1))
        modulated = made.gamma_1 * self.norm.formula(field, flow) + made.beta_1
        inner = self.attention.formula(field, modulated) * made.alpha_1
        modulated = made.gamma_2 * self.norm.formula(field, inner) + made.beta_2
        result: ExactArray = self.output.formula(field, modulated) * made.alpha_2
        return result

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Go through the three steps in float64, on a batch of inputs."""
        c = self.width
        slices = self.modulation.vectorised(x[..., c:] + float(self.time))
        parts = (slices[..., k * c : (k + 1) * c] for k in range(_SLICES))
        alpha_1, alpha_2, beta_1, beta_2, gamma_1, gamma_2 = parts
        hidden = self.norm.vectorised(x[..., :c])
        hidden *= gamma_1
        hidden += beta_1
        hidden = self.norm.vectorised(self.attention.vectorised(hidden) * alpha_1)
        hidden *= gamma_2
        hidden += beta_2
        made = self.output.vectorised(hidden)
        made *= alpha_2
        return made

    def lipschitz(self, norm: NormName, radius: object = None) -> LipschitzBound:
        """Return a bound on the ball of a radius in both inputs together, from those of the parts.

        On the ball each slice is bounded entry by entry, and is Lipschitz with the norm of its part
        of W; layer norm is bounded by √(c-1) everywhere and has its own constant. So with a product
        rule for each ∘, |u ∘ v - u' ∘ v'| <= sup|u| |v - v'| + sup|v'| |u - u'|, the three steps
        are bounded one after another, attention on the ball in which its argument stays: in the
        sup norm the largest entry, in the 2-norm rows of at most √c times what bounds them.

        Raises
        ------
        InputError
            When there is no radius, or the 2-norm is asked without `tokens`.

        Examples
        --------
        >>> network = FlowMatching(
        ...     Perceptron([[1] * 6], [0] * 6),
        ...     Attention([[0]], [[0]], [[1]]),
        ...     Perceptron([[1]], [1]),
        ... )
        >>> network.lipschitz("sup", 2).constant  # F'' = (y + 1) y for a single channel
        Fraction(5, 1)
        """
        check_norm(norm)
        if radius is None or (norm == "2" and self.tokens is None):
            raise InputError(
                f"A Lipschitz bound of a flow matching network in the norm {norm!r}.",
                "A radius, as its slices multiply each other, and in the 2-norm the tokens.",
                "Pass a radius, and build the network with tokens=n for the 2-norm.",
            )
        R = exact_rational(radius, name="radius", nonnegative=True)
        size, slope = self._slice_bounds(R), self._slice_slopes(norm)
        row, entry, steep = self._norm_bounds(norm)
        argument = size.gamma_1 * entry + size.beta_1
        if norm == "sup":
            attend = self.attention.lipschitz(norm, argument, self.tokens).constant
        else:
            tokens = side(self.tokens, "tokens")
            rows = row * (size.gamma_1 + size.beta_1)
            attend = self.attention.lipschitz_rowwise(rows, tokens).constant
        first = size.gamma_1 * steep + entry * slope.gamma_1 + slope.beta_1
        attended = self.attention.image_radius("sup", argument)
        inner = size.alpha_1 * attend * first + attended * slope.alpha_1
        second = size.gamma_2 * steep * inner + entry * slope.gamma_2 + slope.beta_2
        weight = self.output.W.exact
        final = row_map_norm(weight, "sup").upper * (size.gamma_2 * entry + size.beta_2)
        final += max(abs(self.output.b.exact))
        last = row_map_norm(weight, norm).upper * second
        constant = size.alpha_2 * last + final * slope.alpha_2
        domain = f"max |x_ij| <= {R}" if norm == "sup" else f"|X|_F <= {R}, {self.tokens} tokens"
        return LipschitzBound(constant, norm, domain, "product rule over the three steps")

    def _slice_bounds(self, radius: Fraction) -> Modulation:
        """Bound the entries of the slices where those of Ŷ are at most a radius."""
        W, b = self.modulation.W.exact, self.modulation.b.exact
        entries = radius * abs(W).sum(axis=0) + abs(b + self.time * W.sum(axis=0))
        return Modulation(*map(max, np.split(entries, _SLICES)))

    def _slice_slopes(self, norm: NormName) -> Modulation:
        parts = np.split(self.modulation.W.exact, _SLICES, axis=1)
        return Modulation(*(row_map_norm(part, norm).upper for part in parts))

    def _norm_bounds(self, norm: NormName) -> tuple[Fraction, Fraction, Fraction]:
        """Bound the rows of layer norm, their entries, and its slope."""
        row = enclose_root(Fraction(self.width), 2, _DIGITS).upper
        if self.width == 1:
            return row, Fraction(0), Fraction(0)
        entry = enclose_root(Fraction(self.width - 1), 2, _DIGITS).upper
        return row, entry, self.norm.lipschitz(norm).constant
