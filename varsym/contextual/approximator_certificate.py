"""Certificates of approximators built for Lemma C.1, checked without the code that constructs them.

From the constructor nothing is used but the grammar of maps. The layers are read as matrices, and
what they do is derived from their entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

from varsym.contextual.approximator_claims import Claims, Matrix, Token, power, refuse
from varsym.contextual.relu_lines import ReluLine, Row
from varsym.contextual.target_expressions import parse_target
from varsym.errors import CertificateError, InputError
from varsym.exact.ball_precision import ball_precision

if TYPE_CHECKING:
    from flint import arb

__all__ = ["CheckedApproximator", "check_approximator"]

_MAX_BITS = 2**14
_SPARE_BITS = 64

#: The ends of an enclosure, times a power of two.
Interval = tuple[int, int]


@dataclass(frozen=True)
class CheckedApproximator:
    """What a certificate has been checked to prove.

    Attributes
    ----------
    shape : pair of int
        The L tokens and d channels.
    alpha : int
        The exponent of the norm.
    eps, lipschitz : Fraction
        ε and C.
    expression : str or None
        f, or None where C is assumed: then f is any map with C and the values at the centres.
    lipschitz_is_proved : bool
        Whether C is proved from the expression; if not, it is an assumption on f.
    contexts : int
        How many context IDs were enclosed.
    good_measure : Fraction
        The measure of the inputs for which the output is f at the centre of the input's cell.
    total_power : Fraction
        Bounds d_α(τ, f)^α, and is at most ε^α.
    """

    shape: tuple[int, int]
    alpha: int
    eps: Fraction
    lipschitz: Fraction
    expression: str | None
    lipschitz_is_proved: bool
    contexts: int
    good_measure: Fraction
    total_power: Fraction


def check_approximator(certificate: object) -> CheckedApproximator:
    """Check a certificate of `ConstructedApproximator.certificate`, from its plain data alone.

    Checked is that positions are added; that FFN_1 is constant on each cell off the bands, from its
    weights; that the context IDs of all sequences of rounded tokens, enclosed anew from the weights
    of attention, lie where FFN_2, from its weights, is constant and equal to the target; that the
    targets are the expression's values at the centres, if there is one; that the expression proves
    the Lipschitz constant, or neighbouring targets keep it; that the outputs stay in a range; and
    that measures and errors are what they are claimed to be, and sum up to at most ε.

    Parameters
    ----------
    certificate : dict
        With the schema "varsym.approximator/1".

    Returns
    -------
    CheckedApproximator
        What is proved: for every f with the Lipschitz constant and the values at the centres,
        d_α(τ, f) <= ε.

    Raises
    ------
    CertificateError
        When it is malformed, too large, or claims anything that does not hold.

    Examples
    --------
    >>> from varsym.contextual.approximator import construct_approximator
    >>> data = construct_approximator("x[2,1]; x[1,1]", eps="1/2").certificate()
    >>> check_approximator(data).total_power <= Fraction(1, 2)
    True
    >>> data["epsilon"] = "1/10"
    >>> check_approximator(data)
    Traceback (most recent call last):
        ...
    varsym.errors.CertificateError: The certificate: the total error exceeds epsilon. ...
    """
    try:
        claims = Claims(certificate)
        quantised = _quantised_tokens(claims)
        associate = _associating_line(claims)
        contexts, parts = _check_contexts(claims, quantised, associate)
        _check_separation(claims, contexts, parts)
        _check_targets(claims)
        _check_modulus(claims)
        return _check_error(claims, associate)
    except InputError as error:
        raise CertificateError(
            f"The certificate: {error.given}", error.expected, "Construct it anew."
        ) from None


def _quantised_tokens(claims: Claims) -> dict[Token, Row]:
    """Return what FFN_1 makes of each token off the bands, after checking that it is one value."""
    layer, delta = claims.ffn_1, Fraction(1, claims.m)
    expected = [(Fraction(k),) * claims.d for k in range(claims.L)]
    if claims.positions != expected:
        refuse("another positional encoding", "k - 1 in all channels of token k")
    lines, outputs = [], layer.outputs()
    channels = [_channel(row, column) for row, column in zip(layer.W1, outputs, strict=True)]
    for channel in range(claims.d):
        own = [i for i, c in enumerate(channels) if c == channel]
        lines.append(
            ReluLine(
                [layer.W1[i][channel] for i in own],
                [layer.b1[i] for i in own],
                [(outputs[i][channel],) for i in own],
                (Fraction(1),),
                (layer.b2[channel],),
            )
        )
    for line in lines:
        reached = line.ranges()
        if reached is None or reached[0][0] < 0:
            refuse("FFN_1 has negative or unbounded values", "values from 0 on")
    found = {}
    for (position, cell), digits in claims.tokens():
        row: list[Fraction] = []
        for digit, line in zip(digits, lines, strict=True):
            start = position + digit * delta
            value = line.constant_on(start + claims.theta, start + delta)
            if value is None:
                refuse("FFN_1 is not constant on a cell", "one value off the bands")
            row.append(value[0])
        found[position, cell] = tuple(row)
    return found


def _channel(inputs: Row, outputs: Row) -> int:
    """Return the one channel that a neuron of FFN_1 reads and writes."""
    used = {i for i, entry in enumerate(inputs) if entry}
    used |= {i for i, entry in enumerate(outputs) if entry}
    if len(used) != 1:
        refuse("a neuron of FFN_1 that mixes channels", "one channel for each")
    return used.pop()


def _associating_line(claims: Claims) -> ReluLine:
    """Return FFN_2 on the inputs (b, 0, …, 0), b >= 0, which are all that attention gives."""
    if any(row[0] < 0 or any(row[1:]) for row in claims.W_V):
        refuse("values of attention off the half-line", "W_V >= 0 in its first column, else 0")
    layer = claims.ffn_2
    if any(any(row[1:]) for row in layer.W1):
        refuse("FFN_2 reads channels that are 0", "W1 = 0 but for its first column")
    through = (Fraction(1),) + (Fraction(0),) * (claims.d - 1)
    factors = [row[0] for row in layer.W1]
    return ReluLine(factors, layer.b1, layer.outputs(), through, layer.b2)


def _check_contexts(
    claims: Claims, quantised: Mapping[Token, Row], associate: ReluLine
) -> tuple[list[tuple[Interval, Row]], int]:
    """Check the output for every token of every sequence.

    Return the IDs with their targets, and the power of two by which their ends are multiplied.
    """
    heads = {
        token: (_times(q, claims.W_Q), _times(q, claims.W_K), _times(q, claims.W_V)[0])
        for token, q in quantised.items()
    }
    # Enough to prove distances of the size of the claimed one; a zero makes do with the spare.
    apart = claims.separation or Fraction(1)
    largest = max(Fraction(1), *(value for _, _, value in heads.values()))
    bits = _SPARE_BITS + int(largest / min(abs(apart), Fraction(1))).bit_length()
    if bits > _MAX_BITS:
        refuse("context IDs too close to be told apart", f"{_MAX_BITS} bits to be enough")
    found = []
    with ball_precision(bits):
        weights: dict[tuple[Token, Token], arb] = {}
        values = {token: _ball(value) for token, (_, _, value) in heads.items()}
        sequences = product(range(claims.m**claims.d), repeat=claims.L)
        for sequence, targets in zip(sequences, claims.values, strict=True):
            tokens = list(enumerate(sequence))
            for query, target in zip(tokens, targets, strict=True):
                top = bottom = _ball(Fraction(0))
                for key in tokens:
                    weight = weights.get((query, key))
                    if weight is None:
                        score = sum(
                            (a * b for a, b in zip(heads[query][0], heads[key][1], strict=True)),
                            start=Fraction(0),
                        )
                        weight = weights[query, key] = _ball(score).exp()
                    top, bottom = top + weight * values[key], bottom + weight
                box = _ends(top / bottom, bits)
                if associate.constant_on(*box, parts=2**bits) != target:
                    refuse("FFN_2 does not give a context ID its target", "equal rows")
                found.append((box, target))
    return found, 2**bits


def _check_separation(claims: Claims, contexts: list[tuple[Interval, Row]], parts: int) -> None:
    """Check that IDs of different targets are as far apart as claimed."""
    claimed = None if claims.separation is None else claims.separation * parts
    ordered = sorted(contexts, key=lambda context: context[0])
    reach, met = None, False
    for ((_, high), target), ((low, _), other) in pairwise(ordered):
        # Intervals of one target may overlap.
        reach = high if reach is None else max(reach, high)
        if target != other:
            met = True
            if claimed is None or not 0 < claimed <= low - reach:
                refuse("context IDs closer than claimed", "the separation claimed")
    if claimed is not None and not met:
        refuse("a separation where there is one target", "no separation")


def _check_targets(claims: Claims) -> None:
    """Check the targets against the expression, if there is one."""
    if claims.expression is None:
        return
    f = parse_target(claims.expression)
    if f.shape != (claims.L, claims.d):
        refuse("an expression of another shape", "the shape claimed")
    half = Fraction(1, 2 * claims.m)
    centres = [
        tuple((2 * digit + 1) * half for digit in digits)
        for (position, _), digits in claims.tokens()
        if position == 0
    ]
    for x, value in zip(product(centres, repeat=claims.L), claims.values, strict=True):
        if list(f(x)) != value:
            refuse("a target that is not the expression's value", "equal values")


def _check_modulus(claims: Claims) -> None:
    """Check the Lipschitz constant: by the expression if that is said, else by neighbours."""
    if claims.source not in ("expression", "assumed"):
        refuse("an unknown source of the Lipschitz constant", "'expression' or 'assumed'")
    if claims.source == "expression":
        bound = parse_target(claims.expression).lipschitz_power(claims.alpha)
        if bound > power(claims.C, claims.alpha):
            refuse("a Lipschitz constant that the expression does not prove", "a larger one")
        return
    if claims.expression is not None:
        refuse("an expression that is not said to prove the constant", "no expression")
    # A step of one digit of one channel of one token is a step of a power of m in the list.
    m, allowed = claims.m, power(claims.C / claims.m, claims.alpha)
    for place in (m**i for i in range(claims.L * claims.d)):
        for first, value in enumerate(claims.values):
            is_last = first // place % m + 1 == m
            if is_last:
                continue
            if _distance(value, claims.values[first + place], claims.alpha) > allowed:
                refuse("neighbouring targets too far apart", "the Lipschitz constant claimed")


def _check_error(claims: Claims, associate: ReluLine) -> CheckedApproximator:
    """Check measures and errors; see `ErrorBudget` for what they mean."""
    alpha, entries, error = claims.alpha, claims.L * claims.d, claims.error
    good = power(1 - claims.m * claims.theta, entries)
    pointwise = entries * power(claims.C / (2 * claims.m), alpha)
    reach = error["reach"]
    if reach < 0 or power(reach, alpha) < pointwise:
        refuse("the reach of f within a cell is larger", "a reach with reach^α >= C^α d L (δ/2)^α")
    output = associate.ranges()
    if output is None:
        refuse("FFN_2 is not bounded", "bumps")
    worst = Fraction(0)
    for token, channel in product(range(claims.L), range(claims.d)):
        met = [value[token][channel] for value in claims.values]
        least, most = output[channel]
        worst += power(max(most - min(met), max(met) - least) + reach, alpha)
    found = {
        "good_measure": good,
        "reach": reach,
        "off_bands_power": pointwise / (alpha + 1),
        "bands_power": (1 - good) * worst,
    }
    found["total_power"] = found["off_bands_power"] + found["bands_power"]
    if found != error:
        wrong = next(name for name, number in found.items() if error[name] != number)
        refuse(f"{wrong} is another number", "what follows from the weights")
    if found["total_power"] > power(claims.eps, alpha):
        refuse("the total error exceeds epsilon", "an error of at most epsilon")
    return CheckedApproximator(
        shape=(claims.L, claims.d),
        alpha=alpha,
        eps=claims.eps,
        lipschitz=claims.C,
        expression=claims.expression,
        lipschitz_is_proved=claims.source == "expression",
        contexts=claims.L * len(claims.values),
        good_measure=good,
        total_power=found["total_power"],
    )


def _distance(first: Matrix, second: Matrix, alpha: int) -> Fraction:
    total = Fraction(0)
    for before, after in zip(first, second, strict=True):
        for a, b in zip(before, after, strict=True):
            total += power(abs(a - b), alpha)
    return total


def _times(row: Row, matrix: Matrix) -> Row:
    return tuple(
        sum((a * b for a, b in zip(row, column, strict=True)), start=Fraction(0))
        for column in zip(*matrix, strict=True)
    )


def _ball(value: Fraction) -> arb:
    import flint

    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def _ends(ball: arb, bits: int) -> Interval:
    """Return integers around the ball times 2^bits."""
    if not ball.is_finite():
        refuse("an attention whose value is not enclosed", "weights of moderate size")
    low, exponent = map(int, ball.lower().man_exp())
    high, other = map(int, ball.upper().man_exp())
    if max(abs(exponent), abs(other)) > 2 * _MAX_BITS:
        refuse("a context ID of extreme size", f"exponents up to {2 * _MAX_BITS}")
    # Python's shift to the right rounds down, also below 0.
    return _shifted(low, exponent + bits), -_shifted(-high, other + bits)


def _shifted(mantissa: int, exponent: int) -> int:
    return mantissa << exponent if exponent >= 0 else mantissa >> -exponent
