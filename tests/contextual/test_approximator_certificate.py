"""Certificates of networks: they check, and none that is tampered with does."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from varsym.contextual import approximator_certificate
from varsym.contextual.approximator import construct_approximator
from varsym.contextual.approximator_certificate import check_approximator
from varsym.contextual.example_targets import example_target
from varsym.errors import CertificateError

F = Fraction
Data = dict[str, Any]


@pytest.mark.parametrize(
    ("name", "eps", "alpha"),
    [
        ("rotation", "1/4", 1),
        ("rotation-2", "3/4", 1),
        ("blur", "1/2", 2),
        ("max", "1", 1),
        ("kink", "1/5", 3),
    ],
)
def test_certificates_check(name: str, eps: str, alpha: int) -> None:
    made = construct_approximator(example_target(name), None, eps, alpha)
    found = check_approximator(json.loads(json.dumps(made.certificate())))
    assert found.shape == made.shape
    assert (found.alpha, found.eps, found.lipschitz) == (alpha, F(eps), made.budget.lipschitz)
    assert found.expression == example_target(name).text
    assert found.lipschitz_is_proved
    assert found.contexts == made.resources.contexts
    assert found.good_measure == made.grid.good_measure
    assert found.total_power == made.budget.total_power <= F(eps) ** alpha


@pytest.mark.parametrize("text", ["0; 0", "1/3; 1/3", "x[1,1]", "x[1,2], 1"])
def test_degenerate_maps_check(text: str) -> None:
    made = construct_approximator(text, eps="1/2")
    assert check_approximator(made.certificate()).contexts == made.contexts.count


def test_a_function_is_certified_by_its_table() -> None:
    made = construct_approximator(
        lambda x: ((x[0][0] * x[1][0],), (x[0][0] - x[1][0],)), 3, "3/4", 1, shape=(2, 1)
    )
    found = check_approximator(made.certificate())
    assert found.expression is None
    assert not found.lipschitz_is_proved


def test_nothing_of_the_constructor_is_used() -> None:
    pending, met = ["approximator_certificate"], set()
    while pending:
        name = pending.pop()
        met.add(name)
        path = Path(str(approximator_certificate.__file__)).with_name(f"{name}.py")
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        modules = [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
        pending += [m.rpartition(".")[2] for m in modules if "contextual." in m]
    assert met == {
        "approximator_certificate",
        "approximator_claims",
        "relu_lines",
        "target_expressions",
    }


def certificate(text: str, eps: str, **arguments: Any) -> Data:
    made = construct_approximator(text, eps=eps, **arguments)
    data: Data = json.loads(json.dumps(made.certificate()))
    check_approximator(data)
    return data


ROTATION = certificate("x[2,1]; x[1,1]", "2/5")
CHANNELS = certificate("x[2,1]/2, 1/3; abs(x[1,2] - 1/2)/2, x[1,1]/2", "2/5")


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def changed(data: Data, path: tuple[Any, ...], value: Any) -> Data:
    made = copy.deepcopy(data)
    place: Any = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


def refused(data: Any) -> bool:
    try:
        check_approximator(data)
    except CertificateError:
        return True
    return False


def is_number(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace("/", "").isdigit()


def value_at(data: Data, path: tuple[Any, ...]) -> Any:
    place: Any = data
    for key in path:
        place = place[key]
    return place


@pytest.mark.parametrize("data", [ROTATION, CHANNELS], ids=["rotation", "channels"])
def test_no_number_can_be_changed(data: Data) -> None:
    """Every weight, target, measure and error, by a large step, in its sign, and to no number."""
    paths = [path for path in leaves(data) if is_number(value_at(data, path))]
    assert len(paths) > 80
    accepted = []
    for path in paths:
        number = F(value_at(data, path))
        others: list[Any] = [str(number + 1000), str(-number) if number else "-1000"]
        if data is ROTATION:
            others += [str(number - 1000), "1/0", "0.5.5", 7, None, 0.5]
            others += ["0"] if number else []
        accepted += [(path, other) for other in others if not refused(changed(data, path, other))]
    # A larger error is claimed rightly.
    assert accepted == [(("epsilon",), str(F(data["epsilon"]) + 1000))]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("epsilon",), "1/10"),
        (("epsilon",), "-2/5"),
        (("schema",), "varsym.approximator/2"),
        (("shape",), [1, 2]),
        (("shape",), [2, True]),
        (("shape",), [2]),
        (("alpha",), 2),
        (("alpha",), 0),
        (("alpha",), "1"),
        (("grid", "cells"), 4),
        (("grid", "cells"), 10**9),
        (("grid", "theta"), "1/2"),
        (("grid", "theta"), "1/1000"),
        (("lipschitz", "constant"), "1/2"),
        (("lipschitz", "constant"), "2"),
        (("lipschitz", "source"), "trust"),
        (("lipschitz", "source"), []),
        (("target", "expression"), "x[1,1]; x[2,1]"),
        (("target", "expression"), "x[2,1]; x[1,1] + 1/1000"),
        (("target", "expression"), "x[2,1], x[1,1]"),
        (("target", "expression"), "x[2,1]; x[1,1"),
        (("target", "expression"), None),
        (("target", "expression"), 5),
        (("target", "values"), []),
        (("separation",), None),
        (("separation",), "1"),
        (("error", "total_power"), "1/10"),
        (("network",), {}),
        (("network", "ffn_2"), None),
        (("network", "ffn_1", "W1"), []),
        (("network", "attention", "W_Q"), [[]]),
        (("network", "attention", "W_Q"), [["1", "1"]]),
    ],
)
def test_no_claim_can_be_replaced(path: tuple[str, ...], value: Any) -> None:
    assert refused(changed(ROTATION, path, value))


@pytest.mark.parametrize("name", sorted(ROTATION))
def test_no_field_can_be_left_out_or_added(name: str) -> None:
    data = copy.deepcopy(ROTATION)
    del data[name]
    assert refused(data)
    assert refused(ROTATION | {f"{name}_2": 1})


@pytest.mark.parametrize("data", [None, [], {}, 5, "text", {"schema": "varsym.approximator/1"}])
def test_what_is_no_certificate(data: Any) -> None:
    with pytest.raises(CertificateError, match="certificate"):
        check_approximator(data)


def test_a_target_changed_together_with_its_weights_is_no_value_of_the_map() -> None:
    """A network of another map, under the name of this one."""
    other = certificate("x[1,1]; x[2,1]", "2/5")
    other["target"]["expression"] = ROTATION["target"]["expression"]
    assert refused(other)


def test_a_table_that_breaks_the_assumed_constant() -> None:
    made = construct_approximator(lambda x: (x[1], x[0]), 1, "2/5", 1, shape=(2, 1))
    data = made.certificate()
    check_approximator(data)
    data["lipschitz"]["constant"] = "1/2"
    with pytest.raises(CertificateError):
        check_approximator(data)


def test_an_assumption_is_not_taken_for_a_proof() -> None:
    made = construct_approximator("abs(x[1,1]) - abs(x[1,1])", 0, 1)
    data = made.certificate()
    assert not check_approximator(data).lipschitz_is_proved
    assert data["target"]["expression"] is None
    data["target"]["expression"] = "abs(x[1,1]) - abs(x[1,1])"
    with pytest.raises(CertificateError, match="not said to prove"):
        check_approximator(data)
    data["lipschitz"]["source"] = "expression"
    with pytest.raises(CertificateError, match="does not prove"):
        check_approximator(data)


def test_a_false_constant_is_not_certified_for_the_map_that_breaks_it() -> None:
    """The values at the centres 1/4 and 3/4 agree, so that no neighbours refute the constant 1."""
    data = construct_approximator("10*abs(x[1,1] - 1/2)", 1).certificate()
    assert check_approximator(data).expression is None
    data["target"]["expression"] = "10*abs(x[1,1] - 1/2)"
    with pytest.raises(CertificateError, match="not said to prove"):
        check_approximator(data)


@pytest.mark.parametrize(
    "path", [("epsilon",), ("lipschitz", "constant"), ("error", "reach")], ids=str
)
@pytest.mark.parametrize("text", ["7" * 20_000, "1/" + "7" * 20_000], ids=["long", "near 0"])
def test_numbers_too_long_for_their_powers(path: tuple[str, ...], text: str) -> None:
    data = certificate("1 - x[1,1]", "1/5", alpha=64)
    with pytest.raises(CertificateError, match="too long for its power"):
        check_approximator(changed(data, path, text))


def test_what_is_expected_is_spelled_as_it_has_to_be() -> None:
    with pytest.raises(CertificateError, match=r"The schema varsym\.approximator/1"):
        check_approximator(changed(ROTATION, ("schema",), "other"))


def test_a_flat_that_just_misses_an_id() -> None:
    """The rising ramp of the first bump is moved onto the lowest ID, step by step."""
    b1 = ROTATION["network"]["ffn_2"]["b1"]
    moved = []
    for steps in range(6):
        shifted = [b1[0], *(str(int(b) - steps) for b in b1[1:3]), *b1[3:]]
        moved.append(refused(changed(ROTATION, ("network", "ffn_2", "b1"), shifted)))
    assert moved[0] is False
    assert moved[3:] == [True] * 3


def test_the_network_may_be_written_otherwise() -> None:
    """Neurons in another order are the same function."""
    layer = ROTATION["network"]["ffn_2"]
    data = copy.deepcopy(ROTATION)
    data["network"]["ffn_2"] = {
        "W1": layer["W1"][::-1],
        "b1": layer["b1"][::-1],
        "W2": [row[::-1] for row in layer["W2"]],
        "b2": layer["b2"],
    }
    check_approximator(data)
