"""Claims with derivatives: what is proved for all paths, and paths that break the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
from sympy_derivatives import in_sympy

from varsym.claims import expressions as e
from varsym.claims.decisions import Claim, Decision, Evidence, decide
from varsym.claims.derivatives.jets import in_numbers
from varsym.claims.derivatives.paths import derivative, paths
from varsym.claims.functions.elementary import Exp
from varsym.errors import PackError

t, x, y, c = e.reals("t x y c")
(n,) = e.index("n")
alpha, beta = paths("alpha beta")
linear = (e.equals(alpha(t), t), e.equals(beta(t), 1 - t))
mixed = alpha(t) * x + beta(t) * y


def decided(goal: e.Condition, *conditions: e.Condition) -> Decision:
    return decide(Claim("demo", goal, conditions))


PROVED: dict[str, tuple[e.Condition, ...]] = {
    "velocity": (e.equals(derivative(t * x + (1 - t) * y, t), x - y),),
    "first order": (e.equals(derivative(mixed, t), alpha.prime(t) * x + beta.prime(t) * y),),
    "second order": (e.equals(derivative(mixed, t, 2), alpha.second(t) * x + beta.second(t) * y),),
    "linear path": (e.equals(derivative(mixed, t), x - y), *linear),
    "no acceleration": (e.equals(alpha.second(t), 0), *linear),
    "product": (
        e.equals(
            derivative(alpha(t) * beta(t), t, 2),
            alpha.second(t) * beta(t)
            + 2 * alpha.prime(t) * beta.prime(t)
            + alpha(t) * beta.second(t),
        ),
    ),
    "quotient": (
        e.equals(derivative(1 / alpha(t), t), 0 - alpha.prime(t) / alpha(t) ** 2),
        alpha(t) > 0,
    ),
    "inner function": (e.equals(derivative(alpha(2 * t), t), 2 * alpha.prime(2 * t)),),
    "square": (0 <= alpha.prime(t) ** 2,),
    "condition": (alpha.prime(t) + 1 > 0, alpha.prime(t) >= 0),
    "exp": (e.equals(derivative(Exp(t), t), Exp(t)),),
}
REFUTED: dict[str, tuple[e.Condition, ...]] = {
    "sign": (e.equals(derivative(t * x + (1 - t) * y, t), x + y),),
    "sign of a target": (
        e.equals(derivative(mixed, t, 2), alpha.second(t) * x - beta.second(t) * y),
    ),
    "another order": (e.equals(derivative(mixed, t), alpha.second(t) * x + beta.prime(t) * y),),
    "no path is linear by itself": (e.equals(alpha.second(t), 0),),
    "no inner derivative": (e.equals(derivative(alpha(2 * t), t), alpha.prime(2 * t)),),
    "at one time": (e.equals(alpha.prime(t), 1), e.equals(alpha(t) + 0, t)),
    "power": (e.equals(derivative(alpha(t) ** 3, t), 2 * alpha(t) ** 2 * alpha.prime(t)),),
    "monotone": (alpha.prime(t) >= 0, alpha(t) >= 0),
}
#: What is true for some and not to be shown here, or has no meaning everywhere.
OPEN: dict[str, tuple[e.Condition, ...]] = {
    "two points": (e.equals(alpha(x), alpha(y)), e.equals(x, 2 * y)),
    "a divisor that may vanish": (e.equals(derivative(c / c, t), 0),),
    "third order": (e.equals(derivative(alpha(t), t, 3), 0),),
    "a path at an index": (e.equals(alpha(n), alpha(n)),),
    "a path defined twice": (e.equals(alpha(t), t), e.equals(alpha(t), t), e.equals(alpha(t), x)),
    "a path defined by itself": (e.equals(alpha(x), x), e.equals(alpha(t), alpha(t) + 1)),
}


@pytest.mark.parametrize("name", PROVED)
def test_a_relation_is_proved_for_all_paths(name: str) -> None:
    goal, *conditions = PROVED[name]
    assert decided(goal, *conditions).verdict == "proved"


@pytest.mark.parametrize("name", REFUTED)
def test_a_relation_is_refuted_by_paths(name: str) -> None:
    goal, *conditions = REFUTED[name]
    found = decided(goal, *conditions)
    assert found.verdict == "refuted"
    assert found.evidence.counterexample is not None
    assert is_broken(goal, conditions, found.evidence.counterexample["assignment"])


@pytest.mark.parametrize("name", OPEN)
def test_what_is_neither_is_left_open(name: str) -> None:
    goal, *conditions = OPEN[name]
    assert decided(goal, *conditions).verdict == "open"


def is_broken(goal: e.Condition, conditions: list[e.Condition], shown: dict[str, str]) -> bool:
    """Read a counterexample back with SymPy: conditions hold there, and the goal does not."""
    s = sympy.Symbol("s")
    values, functions = {}, {}
    for name, value in shown.items():
        exact = sympy.sympify(value.replace("·", "*").replace("²", "**2"), rational=True)
        if name.endswith("(s)"):
            functions[{"α(s)": "alpha", "β(s)": "beta"}[name]] = sympy.Lambda(s, exact)
        else:
            values[sympy.Symbol(name)] = exact

    def holds(item: e.Condition) -> bool:
        assert isinstance(item, e.Compare)
        gap = in_sympy(item.left) - in_sympy(item.right)
        for name, function in functions.items():
            gap = gap.replace(sympy.Function(name), function)
        gap = gap.doit().subs(values)
        return bool({"=": gap == 0, "<=": gap <= 0, "<": gap < 0}[item.op])

    return all(map(holds, conditions)) and not holds(goal)


# ---------------------------------------------------------------- letters and conditions


def test_a_condition_that_defines_a_path_is_used_up() -> None:
    jets = in_numbers(e.equals(alpha.prime(t), 1), linear)
    assert jets.conditions == ()
    assert jets.letters == ()


def test_a_letter_named_like_the_value_of_a_path_is_refused() -> None:
    letter = e.Real("alpha_d1_at1")
    with pytest.raises(PackError, match="Another name"):
        in_numbers(e.equals(alpha.prime(t), letter), ())
    assert decided(e.equals(alpha.prime(t), letter)).verdict == "open"


def test_paths_at_two_points_have_letters_of_their_own() -> None:
    jets = in_numbers(e.equals(alpha(x), alpha(y)), ())
    assert len({letter for letter, _ in jets.letters}) == 2
    assert jets.paths_through({}) is None


def test_the_polynomial_takes_the_values_at_the_point() -> None:
    jets = in_numbers(e.equals(alpha(t), alpha.prime(t) + alpha.second(t)), ())
    shown = {f"α_d{order}_at1": value for order, value in enumerate(("5", "-2", "3"))}
    found = jets.paths_through({**shown, "t": "2"})
    assert found == {"t": "2", "α(s)": "15 - 8·s + 3/2·s²"}


def test_evidence_for_another_sign_does_not_prove_a_claim() -> None:
    goal, *_ = PROVED["velocity"]
    true = decided(goal)
    assert isinstance(goal, e.Compare)
    false = replace(goal, right=x + y)
    stolen = Decision(Claim("demo", false, ()), true.evidence)
    assert (true.verdict, stolen.verdict) == ("proved", "open")
    assert Decision(true.claim, Evidence("none", "")).verdict == "open"


def test_a_relation_for_every_index_is_looked_into() -> None:
    claim = e.for_all(n, 1, 3, e.equals(derivative(t**2 * n, t), 2 * t * n))
    assert decided(claim).verdict == "proved"
