"""How the error that a model is allowed is split among its scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from varsym.exact import format_rational
from varsym.exact.magnitudes import Magnitude
from varsym.report.pictures.coordinates import linear_coordinate, log10_coordinate

if TYPE_CHECKING:
    from varsym.graph.configured import ConfiguredBound
    from varsym.report.pictures.canvas import Picture

__all__ = ["ScaleShare", "budget_picture", "scale_shares"]

_SHOWN = 20


@dataclass(frozen=True)
class ScaleShare:
    """What one network of a model may err, and what that costs.

    Attributes
    ----------
    family : str
        The family of errors that it is a member of, such as ``eps2``.
    layer : int
        From 1.
    side : int
        Of the token map that the network acts on.
    allowed : Fraction
        The error to which it is built.
    share : Fraction
        The part of the target that this error takes up at the output, once later layers have
        amplified it.
    neurons : Magnitude
        Of the layer that associates contexts with outputs.
    """

    family: str
    layer: int
    side: int
    allowed: Fraction
    share: Fraction
    neurons: Magnitude


def scale_shares(found: ConfiguredBound) -> list[ScaleShare]:
    """Return the shares of a budget, layer by layer; they add up to at most 1.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> shares = scale_shares(node.configured("var-256", eps="1/10"))
    >>> [share.side for share in shares][-3:], sum(share.share for share in shares) <= 1
    ([10, 13, 16], True)
    """
    return [
        ScaleShare(
            network.family,
            network.layer,
            network.side,
            network.allowed,
            network.amplification * network.allowed / found.target,
            network.neurons.magnitude,
        )
        for network in sorted(found.networks, key=lambda one: (one.family, one.layer))
    ]


def budget_picture(found: ConfiguredBound) -> Picture:
    """Draw what each scale of a published model is allowed to err, and what that costs.

    Parameters
    ----------
    found : ConfiguredBound
        As ``paper["thm:6.6"].configured("var-256", eps="1/10")`` returns it.

    Raises
    ------
    OutputError
        When matplotlib is not installed.

    Examples
    --------
    >>> import varsym
    >>> node = varsym.load("var-universality")["thm:6.6"]
    >>> len(budget_picture(node.configured("var-256", eps="1/10")).axes)
    3
    """
    from varsym.report.pictures.canvas import picture_style

    with picture_style():
        return _drawn(found, scale_shares(found))


def _drawn(found: ConfiguredBound, shares: Sequence[ScaleShare]) -> Picture:
    from varsym.report.pictures.canvas import line, new_picture, power_axis, titled
    from varsym.report.pictures.formulas import letter_text

    picture = new_picture(6.4, 5.6)
    allowed, part, cost = picture.subplots(3, 1, sharex=True)
    families = list(dict.fromkeys(share.family for share in shares))
    width = 0.8 / len(families)
    for k, family in enumerate(families):
        look, rows = line(k), [share for share in shares if share.family == family]
        layers = [share.layer for share in rows]
        for axes, heights in (
            (allowed, [log10_coordinate(share.allowed) for share in rows]),
            (cost, [log10_coordinate(share.neurons) for share in rows]),
        ):
            axes.plot(
                layers, heights, color=look.color, linestyle=look.dashes, marker=look.marker,
                label=letter_text(family),
            )  # fmt: skip
        places = [layer + (k - (len(families) - 1) / 2) * width for layer in layers]
        percents = [linear_coordinate(100 * share.share) for share in rows]
        part.bar(places, percents, width, color=look.color, alpha=0.85)
    errors = [log10_coordinate(share.allowed) for share in shares]
    neurons = [log10_coordinate(share.neurons) for share in shares]
    power_axis(allowed.yaxis, min(errors), max(errors))
    power_axis(cost.yaxis, min(0.0, *neurons), max(neurons))
    labels = [f"{before} → {after}" for before, after in found.sides]
    cost.set_xticks(range(1, len(labels) + 1), labels=labels, fontsize=8)
    allowed.set_ylabel("error allowed")
    part.set_ylabel("% of the target")
    cost.set_ylabel("neurons")
    cost.set_xlabel("sides of the token maps before and after the interpolation of a layer")
    for axes in (allowed, part, cost):
        axes.grid(visible=True, axis="y")
    if len(families) > 1:
        allowed.legend(loc="upper left")
    target = format_rational(found.target, _SHOWN)
    titled(
        picture,
        f"{found.statement}: a budget for {found.configuration.name}",
        f"the whole model errs by at most {target}",
    )
    return picture
