"""The gradient of HOFAR's loss, exact and in float64, and the step of Algorithm 1."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from varsym.errors import InputError
from varsym.exact import RationalLike, exact_rational
from varsym.maps.arrays import ExactArray, FloatArray
from varsym.maps.block import Block
from varsym.maps.fields import Field
from varsym.maps.parameters import Parameter
from varsym.models.hofar import HOFAR, HOFARLoss
from varsym.models.hofar_duals import Dual, Duals, seeded, tangents
from varsym.models.hofar_pullbacks import pull_attention, pull_feed_forward, pull_flow_matching

__all__ = ["HOFARGradient", "StepReading", "training_step"]

#: What line 34 of Algorithm 1 does with the gradient: "descent", or θ ← ∇ℓ as "printed".
StepReading: TypeAlias = Literal["descent", "printed"]


class HOFARGradient(Block):
    """∇_θ ℓ of line 34 of Algorithm 1 (alg:1), as one vector, at given images, noise and times.

    The faces are two methods: rationals, balls and expressions go through the formula of the loss
    as dual numbers, with one derivative for each entry of θ; floats go back through the layers in
    reverse. Where a ReLU is at 0 there is no derivative; the numeric face takes it to be 0 there.

    Parameters
    ----------
    loss : HOFARLoss
        Of the model whose θ is meant; ℓ is the sum of its entries.

    Attributes
    ----------
    parts : tuple of pairs
        The names and shapes of the parts of θ, each row by row, in the order of the vector.

    Examples
    --------
    >>> from varsym.models.var_weights import RationalWeights
    >>> model = HOFAR.drawn(RationalWeights(0), channels=1, neurons=1)
    >>> gradient = HOFARGradient(HOFARLoss(model, 1, ["1/2"]))
    >>> gradient.parts[-1], gradient.enclose([[1], [2]])[-1].decimal(10)
    (('second.output.b', (1,)), '-0.03295898438')
    """

    def __init__(self, loss: HOFARLoss) -> None:
        self.loss = loss
        self.parts = tuple((name, part.shape) for name, part in loss.model.parameters)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return (P,), P being the size of θ.

        Raises
        ------
        ShapeError
            When the loss does not take such an input.
        """
        self.loss.output_shape(shape)
        return (self.loss.model.size,)

    def formula(self, field: Field, x: ExactArray) -> ExactArray:
        """Evaluate the formula of the loss over dual numbers, θ being the variables."""
        model = self.loss.model
        variables = seeded([part for _, part in model.parameters])
        constants = np.empty(x.size, dtype=object)
        constants[:] = [Dual(entry) for entry in x.flat]
        terms = self.loss.over(model.rebuilt(variables))
        values = terms.formula(Duals(field), constants.reshape(x.shape))
        derivatives = [tangents(value, model.size, field) for value in values]
        return np.asarray(sum(derivatives[1:], start=derivatives[0]))

    def vectorised(self, x: FloatArray) -> FloatArray:
        """Go back through the layers in float64, on a batch of inputs."""
        model = self.loss.model
        total: list[FloatArray] = []
        scales = self.loss.scales(x, float, lambda block, given: block.vectorised(given))
        for image, (noisy, *targets) in scales:
            attended, pull_attended = pull_attention(model.attention, image)
            predicted, pull_predicted = pull_feed_forward(model.feed_forward, attended)
            joined = model.first.join(noisy, predicted)
            by_joined = np.zeros_like(joined)
            by_networks: list[FloatArray] = []
            for network, target in zip((model.first, model.second), targets, strict=True):
                made, pull = pull_flow_matching(network, joined)
                by_input, by_weights = pull(2 * (made - target))
                by_joined += by_input
                by_networks += by_weights
            by_attended, by_layer = pull_predicted(by_joined[..., model.width :])
            by_attention = pull_attended(by_attended)[1]
            here = [*by_attention, *by_layer, *by_networks]
            total = [a + b for a, b in zip(total, here, strict=True)] if total else here
        batch = x.shape[:-2]
        return np.concatenate([part.reshape(*batch, -1) for part in total], axis=-1)

    def split(self, gradient: FloatArray) -> dict[str, FloatArray]:
        """Return the parts of one gradient by name, in their shapes.

        Raises
        ------
        InputError
            When it is no vector of P entries.
        """
        if gradient.shape != (self.loss.model.size,):
            raise InputError(
                f"A gradient of the shape {gradient.shape}.",
                f"A vector of {self.loss.model.size} entries.",
                "Take the mean of a batch first.",
            )
        ends = np.cumsum([int(np.prod(shape)) for _, shape in self.parts])
        pieces = zip(self.parts, np.split(gradient, ends[:-1]), strict=True)
        return {name: piece.reshape(shape) for (name, shape), piece in pieces}


def training_step(
    loss: HOFARLoss, x: object, rate: RationalLike = "1/100", reading: StepReading = "descent"
) -> HOFAR:
    """Return the model after one pass through the loop of Algorithm 1 (alg:1), in float64.

    Line 34 prints θ ← ∇_θ ℓ, which replaces the weights by the gradient and forgets them. The
    repaired reading is a step of gradient descent, θ ← θ - rate · ∇_θ ℓ.

    Parameters
    ----------
    loss : HOFARLoss
        Of the model to train.
    x : array, (..., rows, c)
        Images and noise as `HOFARLoss.join` makes them; of a batch, the mean gradient is taken.
    rate : rational
        The length of the step, above 0. The printed reading has none.
    reading : {"descent", "printed"}

    Returns
    -------
    HOFAR
        With weights in floats.

    Raises
    ------
    InputError
        When the rate is not exact or not above 0, the reading has another name, or a number is
        too large.
    ShapeError
        When the input does not fit.

    Examples
    --------
    >>> from varsym.models.var_weights import FloatWeights
    >>> loss = HOFARLoss(HOFAR.drawn(FloatWeights(0), 2), 2, ["1/2", "1/4"])
    >>> x = np.linspace(-1, 1, 18).reshape(9, 2)
    >>> after = loss.over(training_step(loss, x, "1/1000"))
    >>> bool(after.numeric(x).sum() < loss.numeric(x).sum())
    True
    """
    length = float(exact_rational(rate, name="rate", positive=True))
    if reading not in {"descent", "printed"}:
        raise InputError(
            f"The reading {reading!r}.", "'descent' or 'printed'.", "Choose one of them."
        )
    gradient = HOFARGradient(loss)
    found = gradient.numeric(x)
    parts = gradient.split(found.reshape(-1, found.shape[-1]).mean(axis=0))
    moved = []
    for name, part in loss.model.parameters:
        value = parts[name] if reading == "printed" else part.numeric - length * parts[name]
        moved.append(Parameter.of_numeric(value, name.rsplit(".", 1)[-1], value.ndim))
    return loss.model.rebuilt(moved)
