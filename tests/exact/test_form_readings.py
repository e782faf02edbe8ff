from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from varsym.exact.ball_precision import ball_precision
from varsym.exact.form_readings import read_exp, read_log10, read_log10_of_log10
from varsym.exact.log_forms import LogForm

SMALL = st.fractions(-100, 100, max_denominator=9)
FORMS = st.builds(
    lambda q, scale, logs: LogForm(q, logs) * scale,
    SMALL,
    st.sampled_from([Fraction(1), Fraction(10**30), Fraction(-1, 10**30)]),
    st.dictionaries(st.integers(2, 60), SMALL, max_size=3),
)


def ball(form: LogForm) -> arb:
    total = arb(fmpq(form.constant.numerator, form.constant.denominator))
    for base, c in form.logs.items():
        total += arb(base).log() * arb(fmpq(c.numerator, c.denominator))
    return total


def inside(low: int, exact: arb, high: int, bits: int) -> bool:
    scaled = exact * arb(2) ** bits
    return not scaled < low and not scaled > high


@given(FORMS, st.integers(64, 300))
def test_exponentials_are_read_soundly(form: LogForm, bits: int) -> None:
    found = read_exp(form, bits)
    assert found is not None
    low, high, near, error, shift = found
    with ball_precision(900):
        exact = (ball(form) - arb(10).log() * shift).exp()
        assert inside(low, exact, high, bits)
        assert inside(near - error, exact, near + error, bits)
        assert 0.99 < exact < 10.01
    assert high - low < 1000


@given(FORMS, st.integers(-90, 300))
def test_logarithms_are_read_soundly(form: LogForm, bits: int) -> None:
    low, high, near, error, shift = read_log10(form, bits)
    assert shift == 0
    with ball_precision(900):
        exact = ball(form) / arb(10).log()
        assert inside(low, exact, high, bits)
        assert inside(near - error, exact, near + error, bits)
    assert high - low < 10


@given(FORMS.filter(lambda form: not form.is_zero()), st.integers(64, 300))
def test_sizes_are_read_soundly(form: LogForm, bits: int) -> None:
    low, high, near, error, shift = read_log10_of_log10(form, bits)
    assert shift == 0
    with ball_precision(1500):
        exact = abs(ball(form) / arb(10).log()).log() / arb(10).log()
        assert inside(low, exact, high, bits)
        assert inside(near - error, exact, near + error, bits)
    assert high - low < 10
