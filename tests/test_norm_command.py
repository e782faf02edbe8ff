from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from varsym.cli import cli
from varsym.exact.digits import parse_digits
from varsym.maps.kernels import parse_kernel
from varsym.maps.resampling import Resampling, resize

P_OF_NUMPY = {"1": 1, "2": 2, "inf": np.inf}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["norm", *arguments], prog_name="varsym")


def answer(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def words(result: Result) -> str:
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_fifty_digits_of_the_2_norm() -> None:
    shown = words(run("keys:-3/4", "13", "16", "--p", "2", "--digits", "50"))
    assert "2-norm 1.1320352515499700677363386603166934812206738716551 " in shown
    assert "in 2-D 1.28150381075180400864725334971113662324773759" in shown
    assert "degree 6" in shown
    assert "inf-norm" not in shown


def test_all_three_norms_without_p() -> None:
    shown = words(run("keys:-3/4", "13", "16"))
    assert "inf-norm 2813/2048 1.3735351562500000000" in shown
    assert "in 2-D 7912969/4194304" in shown
    assert [name in shown for name in ("1-norm", "2-norm")] == [True, True]


def test_a_short_polynomial_is_printed() -> None:
    shown = words(run("bspline", "3", "6", "--p", "2"))
    assert "147456*x^2 - 360009*x + 130192" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys:-3/4", "13", "16"),
        ("keys:-1/2", "16", "13", "--border", "zero"),
        ("linear", "3", "7", "--pixels", "align-corners"),
        ("bspline", "4", "6", "--border", "reflect"),
        ("nearest", "5", "3"),
        ("area", "5", "3"),
        ("keys:0", "1", "1"),
    ],
)
def test_the_answers_against_numpy(arguments: tuple[str, ...]) -> None:
    data = answer(*arguments)
    block = Resampling(
        parse_kernel(data["kernel"]), data["n_in"], data["n_out"], data["border"], data["pixels"]
    )
    assert [norm["p"] for norm in data["norms"]] == ["1", "2", "inf"]
    for norm in data["norms"]:
        expected = np.linalg.norm(block.numeric_matrix(), P_OF_NUMPY[norm["p"]])
        assert norm["relation"] == "="
        assert float(norm["one_dimensional"]["decimal"]) == pytest.approx(expected, rel=1e-12)
        assert float(norm["two_dimensional"]["decimal"]) == pytest.approx(expected**2, rel=1e-12)


def test_exact_values_and_polynomials_are_texts() -> None:
    one, two, infinity = answer("keys:-3/4", "2", "3")["norms"]
    assert one["one_dimensional"]["exact"] == "241/144"
    assert infinity["two_dimensional"]["exact"] == "28561/20736"
    assert two["two_dimensional"]["exact"] == "3/2"
    assert two["one_dimensional"] == {
        "exact": None,
        "decimal": "1.2247448713915890491",
        "minimal_polynomial": ["-3", "0", "2"],
    }


def test_the_polynomial_has_the_number_as_a_root() -> None:
    number = answer("keys:-3/4", "5", "7", "--p", "2", "--digits", "60")["norms"][0][
        "two_dimensional"
    ]
    at, step = Fraction(number["decimal"]), Fraction(1, 10**55)
    coefficients = [
        parse_digits(text.lstrip("-")) * (-1) ** text.startswith("-")
        for text in number["minimal_polynomial"]
    ]
    below, above = (
        sum(c * x**k for k, c in enumerate(coefficients)) for x in (at - step, at + step)
    )
    assert below * above < 0


def test_in_two_dimensions_it_is_the_norm_of_the_kronecker_operator() -> None:
    for norm in answer("keys:-3/4", "3", "4", "--digits", "40")["norms"]:
        square = resize(parse_kernel("keys:-3/4"), 3, 4).norm(norm["p"])
        assert norm["two_dimensional"]["decimal"] == square.decimal(40)


def test_what_is_too_large_for_an_exact_2_norm_is_bounded() -> None:
    result = run("linear", "600", "700", "--p", "2")
    assert "2-norm at most 1.1019463300386794635" in words(result)
    assert answer("linear", "600", "700", "--p", "2")["norms"][0]["relation"] == "<="


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bicubic", "2", "3"], "keys:-3/4"),
        (["keys", "2", "3"], "without its parameter"),
        (["keys:0.1x", "2", "3"], "not a number"),
        (["keys:1/0", "2", "3"], "divides by zero"),
        (["x" * 100_000, "2", "3"], "The kernel"),
        (["linear", "0", "3"], "N_IN"),
        (["linear", "3", "1e9"], "N_OUT"),
        (["linear", "3", "9" * 5000], "N_OUT"),
        (["linear", "3"], "N_OUT"),
        (["linear", "2", "3", "--p", "3"], "--p"),
        (["linear", "2", "3", "--digits", "0"], "--digits"),
        (["linear", "2", "3", "--border", "wrap"], "--border"),
        (["keys:-3/4", "1", "2", "--border", "reflect"], "reflection"),
        (["area", "2", "3", "--pixels", "align-corners"], "whole cells"),
        (["linear", "5000", "5000"], "entries"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_told_on_one_screen(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert len(result.stderr) < 2000
    assert "Traceback" not in result.stderr
