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
from varsym.claims.functions.elementary import Exp, ReLU
from varsym.errors import PackError

t, s, x, y, c = e.reals("t s x y c")
i, j, k, n = e.index("i j k n")
(w,) = e.families("w")
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
    "an index in a definition": (
        e.for_all(i, 1, 2, e.equals(alpha.prime(t), j)),
        e.equals(alpha(t), j * t),
    ),
    "a definition in a sum over another index": (
        e.equals(e.summation(i, 1, k, alpha(t)), e.summation(i, 1, k, j * t)),
        e.equals(alpha(t), j * t),
    ),
    "the member of a family in a definition": (
        e.for_all(i, 1, 2, e.equals(alpha.prime(t), w[j])),
        e.equals(alpha(t), w[j] * t),
    ),
    "a definition by another path with a constant": (
        e.equals(alpha(x), x * y),
        e.equals(alpha(t), beta(t)),
        e.equals(beta(s), s * y),
    ),
    "a constant of a definition": (
        e.equals(derivative(alpha(x), x), y),
        e.equals(alpha(s), s * y),
    ),
    "a third derivative of what is defined": (
        e.equals(derivative(alpha(t), t, 3), 6),
        e.equals(alpha(t), t**3),
    ),
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
#: The definition of a path speaks of a letter that is bound where the path stands.
CAPTURED: dict[str, tuple[e.Condition, ...]] = {
    "false for every index": (
        e.for_all(j, 1, 2, e.equals(alpha.prime(t), j)),
        e.equals(alpha(t), j * t),
    ),
    "false sum": (
        e.summation(j, 1, k, alpha.prime(t)) <= k * k,
        e.equals(alpha(t), j * t),
        1 <= k,
        e.equals(j, 5),
    ),
    "true sum": (
        e.equals(e.summation(j, 1, 2, alpha(t)), 2 * j * t),
        e.equals(alpha(t), j * t),
    ),
    "member of a family": (
        e.for_all(j, 1, 2, e.equals(alpha.prime(t), w[j])),
        e.equals(alpha(t), w[j] * t),
    ),
    "condition for every index": (
        e.equals(x, 0),
        e.for_all(j, 1, 2, e.equals(alpha.prime(t), j)),
        e.equals(alpha(t), j * t),
    ),
    "sum in another definition": (
        e.equals(alpha(x), x + 2 * x),
        e.equals(alpha(t), e.summation(j, 1, 2, beta(t))),
        e.equals(beta(t), j * t),
    ),
    # beta(x) = x·t, so that alpha(x) is not x² but where x = t.
    "variable of another definition": (
        e.equals(alpha(x), x * x),
        e.equals(alpha(t), beta(t)),
        e.equals(beta(s), s * t),
    ),
    # alpha(s) = s·y does not vary with y.
    "variable of a derivative": (e.equals(derivative(alpha(x), y), x), e.equals(alpha(s), s * y)),
    "variable and constant": (e.equals(derivative(alpha(t), t), 2 * t), e.equals(alpha(s), s * t)),
}
#: What is true for some and not to be shown here, or has no meaning everywhere.
OPEN: dict[str, tuple[e.Condition, ...]] = {
    "two points": (e.equals(alpha(x), alpha(y)), e.equals(x, 2 * y)),
    "a divisor that may vanish": (e.equals(derivative(c / c, t), 0),),
    "third order": (e.equals(derivative(alpha(t), t, 3), 0),),
    "a path at an index": (e.equals(alpha(n), alpha(n)),),
    "a path defined twice": (e.equals(alpha(t), t), e.equals(alpha(t), t), e.equals(alpha(t), x)),
    "an end that is the variable of a definition": (
        e.equals(alpha(x), x),
        e.equals(alpha(t), e.summation(j, 1, t, x)),
    ),
    "an end that is the value of a path": (e.for_all(j, 1, alpha(t), e.equals(x, x)),),
    # No path is as defined, so that everything holds.
    "an unused path defined by itself": (e.equals(x, 0), e.equals(alpha(t), alpha(t) + 1)),
    "a definition that is not smooth": (e.equals(x, 0), e.equals(alpha(t), ReLU(t))),
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


@pytest.mark.parametrize("name", CAPTURED)
def test_a_letter_that_is_bound_where_a_definition_is_written_out_is_refused(name: str) -> None:
    goal, *conditions = CAPTURED[name]
    found = decided(goal, *conditions)
    assert found.verdict == "open"
    assert "Bind another letter" in found.evidence.summary


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
    for named in (letter, e.Real(letter.name, (n,))):
        with pytest.raises(PackError, match="Another name"):
            in_numbers(e.equals(alpha.prime(t), named), ())
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
