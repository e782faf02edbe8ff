"""Flow paths: what part of an image and of noise a point on the way between them has."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from varsym.errors import InputError
from varsym.exact import RationalLike, ShapeError, exact_rational, real_roots
from varsym.maps.arrays import ExactArray, exact_array

__all__ = ["CIRCLE_PATH", "LINEAR_PATH", "FlowPath", "FlowPoint", "Jet", "flow_time"]


class Jet(NamedTuple):
    """A function of the time at one time, such as the α and β of Definition D.11 (def:D.11).

    Parameters
    ----------
    value, first, second : Fraction
        Its value and its first two derivatives.

    Examples
    --------
    >>> LINEAR_PATH.alpha("1/4")
    Jet(value=Fraction(1, 4), first=Fraction(1, 1), second=Fraction(0, 1))
    """

    value: Fraction
    first: Fraction
    second: Fraction


class FlowPoint(NamedTuple):
    """Lines 16, 18 and 20 of Algorithm 1 (alg:1): F_noisy, F_first and F_second.

    Parameters
    ----------
    noisy, first, second : ExactArray
        Of the shape of the image; F_first and F_second are derivatives of F_noisy by the time.
    """

    noisy: ExactArray
    first: ExactArray
    second: ExactArray


class FlowPath:
    """The path F_t = α_t Y + β_t F_0, with rational functions α and β of the time t in [0, 1].

    α = a/q and β = b/q for three polynomials with rational coefficients, so that values and
    derivatives at rational times are exact. Definition D.11 (def:D.11) has α = t and β = 1 - t,
    `LINEAR_PATH`; Algorithm 1 (alg:1) leaves both open.

    Parameters
    ----------
    alpha, beta : sequence of rational
        The coefficients of a and b, low degree first.
    denominator : sequence of rational
        Those of q, which must have no zero in [0, 1]; 1 if not given, for polynomials.

    Raises
    ------
    InputError
        When a coefficient is not exact, a list is empty, or q has a zero in [0, 1].

    Examples
    --------
    >>> FlowPath([0, 0, 1], [1, 0, -1]).alpha("1/3")
    Jet(value=Fraction(1, 9), first=Fraction(2, 3), second=Fraction(2, 1))
    >>> CIRCLE_PATH.beta("1/2").value ** 2 + CIRCLE_PATH.alpha("1/2").value ** 2
    Fraction(1, 1)
    """

    def __init__(
        self,
        alpha: Sequence[RationalLike],
        beta: Sequence[RationalLike],
        denominator: Sequence[RationalLike] = (1,),
    ) -> None:
        self._alpha = _polynomial(alpha, "alpha")
        self._beta = _polynomial(beta, "beta")
        self._denominator = _polynomial(denominator, "denominator")
        if not any(self._denominator) or real_roots(self._denominator, 0, 1):
            raise InputError(
                "A flow path whose denominator vanishes at a time from 0 to 1.",
                "A denominator without a zero there.",
                "Check the coefficients: they come with the lowest degree first.",
            )

    def alpha(self, time: RationalLike) -> Jet:
        """Return α_t, α'_t and α''_t at a `time`.

        Raises
        ------
        InputError
            When the time is not exact, or not from 0 to 1.
        """
        return self._quotient(self._alpha, flow_time(time))

    def beta(self, time: RationalLike) -> Jet:
        """Return β_t, β'_t and β''_t at a `time`.

        Raises
        ------
        InputError
            When the time is not exact, or not from 0 to 1.
        """
        return self._quotient(self._beta, flow_time(time))

    @property
    def joins_noise_to_image(self) -> bool:
        """Whether F_0 is the noise and F_1 the image.

        Examples
        --------
        >>> LINEAR_PATH.joins_noise_to_image, FlowPath([1], [1]).joins_noise_to_image
        (True, False)
        """
        ends = [self.alpha(0), self.beta(0), self.alpha(1), self.beta(1)]
        return [end.value for end in ends] == [0, 1, 1, 0]

    def point(self, image: object, noise: object, time: RationalLike) -> FlowPoint:
        """Return F_noisy, F_first and F_second at a time, exactly.

        Parameters
        ----------
        image, noise : array of exact numbers
            Y and F_0, of one shape.
        time : rational
            t, from 0 to 1.

        Raises
        ------
        InputError
            When a number is not exact, or the time is not from 0 to 1.
        ShapeError
            When the shapes differ.

        Examples
        --------
        >>> LINEAR_PATH.point([3], [1], "1/4").noisy.tolist()
        [Fraction(3, 2)]
        """
        Y, F = exact_array(image, "image"), exact_array(noise, "noise")
        if Y.shape != F.shape:
            raise ShapeError(
                f"An image of the shape {Y.shape} and noise of the shape {F.shape}.",
                "Equal shapes.",
                "Draw noise for every entry of the image.",
            )
        pairs = zip(self.alpha(time), self.beta(time), strict=True)
        return FlowPoint(*(a * Y + b * F for a, b in pairs))

    def _quotient(self, numerator: tuple[Fraction, ...], t: Fraction) -> Jet:
        p, q = _values(numerator, t), _values(self._denominator, t)
        # From p = v q, differentiated once and twice.
        value = p.value / q.value
        first = (p.first - value * q.first) / q.value
        second = (p.second - 2 * first * q.first - value * q.second) / q.value
        return Jet(value, first, second)


def flow_time(time: RationalLike) -> Fraction:
    """Return a time of the flow: an exact number from 0 to 1.

    Parameters
    ----------
    time : exact number
        t of Definition D.11 (def:D.11), in units of the whole flow.

    Raises
    ------
    InputError
        Otherwise.

    Examples
    --------
    >>> flow_time("0.25")
    Fraction(1, 4)
    """
    t = exact_rational(time, name="time", nonnegative=True)
    if t > 1:
        raise InputError(
            f"The time {time}.", "A time from 0 to 1.", "Measure time in units of the whole flow."
        )
    return t


def _polynomial(coefficients: Sequence[RationalLike], name: str) -> tuple[Fraction, ...]:
    if not coefficients:
        raise InputError(
            f"{name}, without coefficients.", "At least one.", "Write [0] for the zero polynomial."
        )
    return tuple(exact_rational(one, name=name) for one in coefficients)


def _values(coefficients: tuple[Fraction, ...], t: Fraction) -> Jet:
    """Evaluate a polynomial and its derivatives, by Horner's scheme on Taylor coefficients."""
    value = first = half_second = Fraction(0)
    for coefficient in reversed(coefficients):
        half_second = half_second * t + first
        first = first * t + value
        value = value * t + coefficient
    return Jet(value, first, 2 * half_second)


#: α = t and β = 1 - t, Definition D.11 (def:D.11): the velocity is constant.
LINEAR_PATH = FlowPath([0, 1], [1, -1])

#: α = 2t/(1 + t²) and β = (1 - t²)/(1 + t²): α² + β² = 1, so that noise keeps its variance.
CIRCLE_PATH = FlowPath([0, 2], [1, 0, -1], [1, 0, 1])
