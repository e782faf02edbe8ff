"""The exact arithmetic of the page against Python's: the same numbers, digits and refusals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from typing import Any

import pytest
from flint import arb
from query_page import loaded

from varsym.errors import VarsymError
from varsym.exact import decimal_digits, exact_rational, format_rational
from varsym.exact.accumulation import accumulate_errors
from varsym.exact.ball_precision import ball_precision
from varsym.exact.digits import digit_string
from varsym.exact.log_forms import LogForm
from varsym.exact.magnitudes import Magnitude

HOSTILE = [
    "", " ", "1", " 1", "1 ", "\u00a01\u2003", "+1", "-1", "--1", "1/2", "2/4", "1/0", "0/5",
    "1/-2", "1 /2", "0.1", ".5", "1.", "1e3", "1E-3", "1e+3", "1e0000000003", "1e10000", "1e10001",
    "1e99999999999", "0x10", "0b1", "1_000", "1,5", "\u0661", "\uff11", "1\u0660", "\u2460", "x",
    "NaN", "inf", "Infinity", "it's", '"', "'\"", "\\", "a\tb", "\x00", "\x1c1\x1d", "\ufeff1",
    "\u200b1", "\x851", "1\n", "\u2028", "\U0001f600", "9" * 10_000, "9" * 10_001,
    "\U0001f600" * 10_001, "z" * 41, "z" * 40,
]  # fmt: skip


@pytest.fixture(scope="module")
def numbers(chromium: Any) -> Iterator[Any]:
    page = loaded(chromium)
    yield page
    page.close()


def _text(value: Fraction) -> str:
    bottom = "" if value.denominator == 1 else f"/{digit_string(value.denominator)}"
    return digit_string(value.numerator) + bottom


def _drawn(draw: random.Random, bits: int) -> Fraction:
    top = draw.getrandbits(draw.randint(1, bits)) - draw.getrandbits(draw.randint(1, bits))
    return Fraction(top, draw.getrandbits(draw.randint(1, bits)) + 1)


def test_what_is_read_and_what_is_refused(numbers: Any) -> None:
    found = numbers.evaluate(
        """texts => texts.map((text) => {
          try { return Decimals.text(Decimals.rational(text, "eps[2]", true)); }
          catch (problem) { return problem.message; }
        })""",
        HOSTILE,
    )
    for text, said in zip(HOSTILE, found, strict=True):
        try:
            expected = _text(exact_rational(text, name="eps[2]", nonnegative=True))
        except VarsymError as error:
            expected = str(error)
        assert said == expected, text[:50]


def test_a_list_is_no_number(numbers: Any) -> None:
    with pytest.raises(VarsymError) as refused:
        exact_rational(["1", "2"], name="x")
    said = numbers.evaluate(
        "() => { try { Decimals.rational(['1', '2'], 'x'); } catch (p) { return p.message; } }"
    )
    assert said == str(refused.value)


@pytest.mark.parametrize("bits", [1, 60, 3000])
def test_arithmetic(numbers: Any, bits: int) -> None:
    draw = random.Random(bits)  # noqa: S311 - repeatable on purpose
    pairs = [(_drawn(draw, bits), _drawn(draw, bits)) for _ in range(60)]
    found = numbers.evaluate(
        """pairs => pairs.map((pair) => {
          const [a, b] = pair.map((text) => Exact.fraction(...text.split("/").map(BigInt)));
          const all = [Exact.add(a, b), Exact.subtract(a, b), Exact.multiply(a, b)];
          if (b.n) all.push(Exact.divide(a, b));
          const order = [Exact.compare(a, b), Exact.equal(a, b)];
          return [...all.map(Decimals.text), ...order.map(String)];
        })""",
        [[_text(a), _text(b)] for a, b in pairs],
    )
    for (a, b), said in zip(pairs, found, strict=True):
        expected = [a + b, a - b, a * b, *([a / b] if b else [])]
        order = (a > b) - (a < b)
        assert said == [*map(_text, expected), str(order), str(a == b).lower()]


def test_powers(numbers: Any) -> None:
    cases = [
        (Fraction(b), e) for b in ("0", "1", "-1", "2/3", "-5/2", "7") for e in (-7, -1, 0, 1, 9)
    ]
    cases = [(b, e) for b, e in cases if b or e >= 0] + [(Fraction(-1), 10**30), (Fraction(1), -3)]
    found = numbers.evaluate(
        """cases => cases.map(([base, exponent]) => Decimals.text(Exact.power(
          Exact.fraction(...base.split("/").map(BigInt)), BigInt(exponent))))""",
        [[_text(b), str(e)] for b, e in cases],
    )
    assert found == [_text(b**e if abs(e) < 10**9 else Fraction(1)) for b, e in cases]


@pytest.mark.parametrize("bits", [40, 52, 53, 104, 2049, 5000, 60_000])
def test_the_greatest_common_divisor(numbers: Any, bits: int) -> None:
    draw = random.Random(bits)  # noqa: S311 - repeatable on purpose
    pairs = []
    for _ in range(12):
        common = draw.getrandbits(draw.randint(1, bits)) + 1
        pairs.append([common * draw.getrandbits(bits), common * draw.getrandbits(bits - 9)])
    pairs += [[0, 0], [0, 5], [2**bits, 2 ** (bits - 1)], [3**bits, 3**bits + 1]]
    fibonacci = [1, 1]
    while fibonacci[-1].bit_length() < bits:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    pairs.append(fibonacci[-2:])
    found = numbers.evaluate(
        "pairs => pairs.map(([a, b]) => Exact.gcd(-BigInt(a), BigInt(b)).toString(16))",
        [[hex(n) for n in pair] for pair in pairs],
    )
    assert found == [format(gcd(*pair), "x") for pair in pairs]


def test_carried_errors(numbers: Any) -> None:
    draw = random.Random(5)  # noqa: S311 - repeatable on purpose
    for count in (0, 1, 2, 3, 17, 64):
        factors = [_drawn(draw, 9) for _ in range(count)]
        errors = [_drawn(draw, 9) for _ in range(count)]
        said = numbers.evaluate(
            """steps => Decimals.text(Exact.accumulate(steps.map((pair) =>
              pair.map((text) => Exact.fraction(...text.split("/").map(BigInt))))))""",
            [[_text(a), _text(b)] for a, b in zip(factors, errors, strict=True)],
        )
        assert said == _text(accumulate_errors(factors, errors))


def test_decimals_with_ties_and_long_exponents(numbers: Any) -> None:
    draw = random.Random(2)  # noqa: S311 - repeatable on purpose
    values = [
        Fraction(t) for t in ("0", "1", "-1", "1/8", "3/8", "-5/8", "9995/10", "99999", "1/3")
    ]
    values += [
        Fraction(2 * draw.randint(0, 10**4) + 1, 2 * 10 ** draw.randint(0, 9)) for _ in range(99)
    ]
    values += [_drawn(draw, 300) for _ in range(60)]
    values += [Fraction(5 * 10**k + 5, 10) for k in range(12)] + [
        Fraction(1, 10**k) for k in range(9)
    ]
    values += [Fraction(10) ** 9000 / 7, Fraction(7, 10**9000 + 1), Fraction(10**50 - 1, 1)]
    asked = [[_text(v), d] for v in values for d in (1, 2, 3, 4, 12)]
    found = numbers.evaluate(
        """asked => asked.map(([text, digits]) => {
          const value = Exact.fraction(...text.split("/").map(BigInt));
          return [Decimals.rounded(value, digits), Decimals.shortened(value)];
        })""",
        asked,
    )
    expected = [
        [decimal_digits(v, d), format_rational(v)] for v in values for d in (1, 2, 3, 4, 12)
    ]
    assert found == expected


def test_ten_thousand_digits(numbers: Any) -> None:
    said = numbers.evaluate("() => Decimals.rounded(Exact.fraction(-22n, 7n), 10000)")
    assert said == decimal_digits(Fraction(-22, 7), 10_000)


@pytest.mark.parametrize("text", ["0", "10001", "1/2", "x", "", "-3"])
def test_a_number_of_digits_that_cannot_be_asked_for(numbers: Any, text: str) -> None:
    said = numbers.evaluate(
        "t => { try { return Decimals.digitsAsked(t); } catch (p) { return p.message; } }", text
    )
    with pytest.raises(VarsymError) as refused:
        decimal_digits(Fraction(1, 3), text)  # type: ignore[arg-type]
    assert said == str(refused.value)


@pytest.mark.parametrize("places", [64, 200, 1000, 9001])
def test_logarithms_are_enclosed_narrowly(numbers: Any, places: int) -> None:
    bases = [1, 2, 3, 4, 7, 10, 255, 256, 257, 10**41 + 9, 2**900 - 1, 3**700]
    found = numbers.evaluate(
        "([bases, places]) => bases.map((b) => Enclosures.log(BigInt(b), places).map(String))",
        [[str(b) for b in bases], places],
    )
    for base, (low, high, at) in zip(bases, found, strict=True):
        with ball_precision(int(at) + 64):
            scaled = arb(base).log() * arb(2) ** int(at)
            assert arb(int(low)) <= scaled, base
            assert scaled <= arb(int(high)), base
        assert int(at) >= places
        assert int(high) - int(low) <= 8


@pytest.mark.parametrize("places", [64, 200, 1000, 9001])
def test_exponentials_are_enclosed_narrowly(numbers: Any, places: int) -> None:
    draw = random.Random(places)  # noqa: S311 - repeatable on purpose
    one = 1 << places
    arguments = [0, 1, one, 2 * one, 4 * one - 1, *(draw.getrandbits(places + 1) for _ in range(8))]
    found = numbers.evaluate(
        "([xs, places]) => xs.map((x) => Enclosures.exp(BigInt(x), places).map(String))",
        [[hex(x) for x in arguments], places],
    )
    for argument, (low, high) in zip(arguments, found, strict=True):
        # Twice the places, as e^x of a short x is as near to 1 + x.
        with ball_precision(3 * places + 64):
            scaled = (arb(argument) / arb(2) ** places).exp() * arb(2) ** places
            assert argument == 0 or arb(int(low)) <= scaled
            assert argument == 0 or scaled <= arb(int(high))
        assert int(low) <= one <= int(high) or argument
        assert int(high) - int(low) <= 8


MAGNITUDE = """asked => asked.map(([q, terms, digits]) => {
  const rational = (text) => Exact.fraction(...text.split("/").map(BigInt));
  let form = LogForms.constant(rational(q));
  for (const [base, c] of terms) {
    const { log } = LogForms.ofRational(rational(base));
    form = LogForms.plus(form, LogForms.scaled(log, rational(c)));
  }
  const magnitude = LogForms.magnitude(form);
  return [LogForms.formText(form), LogForms.formDecimal(form, digits),
    LogForms.magnitudeDecimal(magnitude, digits), LogForms.sign(form)];
})"""


def _form(q: Fraction, terms: list[tuple[Fraction, Fraction]]) -> LogForm:
    form = LogForm(q)
    for base, c in terms:
        form = form + LogForm(0, {base: 1}) * c
    return form


def test_forms_and_magnitudes_digit_for_digit(numbers: Any) -> None:
    draw = random.Random(11)  # noqa: S311 - repeatable on purpose
    cases: list[tuple[Fraction, list[tuple[Fraction, Fraction]], int]] = []
    for _ in range(150):
        terms = [
            (abs(_drawn(draw, 8)) + Fraction(1, 3), _drawn(draw, draw.choice([3, 9, 60])))
            for _ in range(draw.randint(0, 3))
        ]
        q = draw.choice([Fraction(0), _drawn(draw, 5), _drawn(draw, 40)])
        cases.append((q, terms, draw.choice([1, 2, 5, 20, 60])))
    found = numbers.evaluate(
        MAGNITUDE,
        [[_text(q), [[_text(b), _text(c)] for b, c in terms], d] for q, terms, d in cases],
    )
    for (q, terms, digits), said in zip(cases, found, strict=True):
        form = _form(q, terms)
        expected = [str(form), form.decimal(digits), form.exp().decimal(digits), form.sign()]
        assert said == expected, (q, terms)


def test_rationals_in_disguise_on_rounding_boundaries(numbers: Any) -> None:
    half = Fraction(1, 2)
    cases: list[tuple[Fraction, list[tuple[Fraction, Fraction]], int]] = []
    for value in (
        Fraction(1, 8),
        Fraction(3, 8),
        Fraction(25, 2),
        Fraction(35, 2),
        Fraction(995, 10),
        Fraction(1),
    ):
        cases += [(Fraction(0), [(value * value, half)], digits) for digits in (1, 2, 3)]
    cases += [(Fraction(0), [(Fraction(10), Fraction(k))], 5) for k in (-7, 0, 6, 10**30)]
    cases += [
        (
            Fraction(0),
            [(Fraction(6), Fraction(1)), (Fraction(2), Fraction(-1)), (Fraction(3), Fraction(-1))],
            3,
        )
    ]
    found = numbers.evaluate(
        MAGNITUDE,
        [[_text(q), [[_text(b), _text(c)] for b, c in terms], d] for q, terms, d in cases],
    )
    for (q, terms, digits), said in zip(cases, found, strict=True):
        form = _form(q, terms)
        assert said[:3] == [str(form), form.decimal(digits), form.exp().decimal(digits)]


@pytest.mark.parametrize(("base", "exponent", "digits"), [
    (256, -5 * 10**40, 50), (2, 10**400, 12), (3, -(10**3000), 5), (10, -(10**40), 9),
    (7, 10**41 + 1, 30),
])  # fmt: skip
def test_huge_exponents(numbers: Any, base: int, exponent: int, digits: int) -> None:
    (said,) = numbers.evaluate(MAGNITUDE, [["0", [[str(base), str(exponent)]], digits]])
    value = Magnitude.power(base, exponent)
    assert said == [
        str(value.log),
        value.log.decimal(digits),
        value.decimal(digits),
        1 if exponent > 0 else -1,
    ]


def test_ten_thousand_digits_of_an_exponential(numbers: Any) -> None:
    (said,) = numbers.evaluate(MAGNITUDE, [["-1/3", [["257", "1/7"]], 10_000]])
    value = (LogForm("-1/3") + LogForm(0, {257: "1/7"})).exp()
    assert said[2] == value.decimal(10_000)


def test_a_precision_that_would_hold_the_page_up_is_refused(numbers: Any) -> None:
    said = numbers.evaluate(
        """() => { try {
          const { log } = LogForms.ofRational(Exact.fraction(2n));
          const huge = LogForms.scaled(log, Exact.fraction(10n ** 60000n));
          return LogForms.magnitudeDecimal(LogForms.magnitude(huge), 5);
        } catch (problem) { return problem.kind; } }"""
    )
    assert said == "PageLimit"


@pytest.mark.parametrize(
    "work",
    [
        "Exact.power(Exact.fraction(3n), 10n ** 9n)",
        "Exact.multiply(Exact.fraction(1n << 400000n), Exact.fraction(1n << 400000n))",
        "Exact.product(Array.from({length: 300}, (_, k) => Exact.fraction(BigInt(k) ** 2000n)))",
    ],
)
def test_numbers_that_would_hold_the_page_up_are_refused(numbers: Any, work: str) -> None:
    assert (
        numbers.evaluate(f"() => {{ try {{ {work}; }} catch (p) {{ return p.kind; }} }}")
        == "PageLimit"
    )
