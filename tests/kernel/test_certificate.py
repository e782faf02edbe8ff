"""A certificate comes back as what it was; what is no certificate is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from certificates import specimen, specimens
from rule_cases import ACCEPT

from varsym.errors import CertificateError
from varsym.kernel import (
    ONE,
    POINT,
    ZERO,
    Theorem,
    at_most,
    certificate,
    dumps,
    equal,
    inverse,
    loads,
    matrix,
    number,
    real,
    replay,
    rules,
    zero_map,
)
from varsym.kernel import Space as KernelSpace
from varsym.kernel.certificate import _digest
from varsym.kernel.theorem import RULES

CASES = {f"{case[0]}-{k}": RULES[case[0]](*case[1]) for k, case in enumerate(ACCEPT)}


def contents(theorem: Theorem) -> tuple[Any, ...]:
    return theorem.judgement, theorem.hypotheses, theorem.citations, theorem.oracles


def signed(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"digest": _digest({k: v for k, v in data.items() if k != "digest"})}


@pytest.mark.parametrize("name", CASES)
def test_round_trip(name: str) -> None:
    theorem = CASES[name]
    (again,) = replay(loads(dumps(certificate([theorem]))))
    assert contents(again) == contents(theorem)
    assert again is not theorem
    assert dumps(certificate([again])) == dumps(certificate([theorem]))


def test_round_trip_of_many() -> None:
    given = [*CASES.values(), *specimens()]
    again = replay(loads(dumps(certificate(given))))
    assert [contents(t) for t in again] == [contents(t) for t in given]


@pytest.mark.parametrize("power", [10, 1299, 1300, 5000, 200_000])
def test_huge_numbers_round_trip(power: int) -> None:
    value = number(10**power + 1) * real("a")
    (again,) = replay(loads(dumps(certificate([rules.assume(equal(value, ZERO))]))))
    assert again.judgement == equal(value, ZERO)


def test_an_integer_argument_round_trips() -> None:
    line = KernelSpace((ONE,), "1")
    theorem = rules.lipschitz_matrix(matrix((ONE,), line, line), 1)  # type: ignore[arg-type]
    assert replay(certificate([theorem]))[0].judgement == theorem.judgement


def test_shared_steps_are_written_once() -> None:
    theorem = rules.assume(at_most(ZERO, real("a")))
    for _ in range(60):
        theorem = rules.order("<=", ZERO, real("a"), ((Fraction(1), ONE, (theorem,)),))
    doubled = rules.weaken(theorem, at_most(ZERO, ONE))
    both = certificate([theorem, doubled])
    assert len(both["steps"]) == 62
    assert len(replay(both)) == 2


def test_a_long_derivation_round_trips() -> None:
    theorem = rules.norm_zero("sup", zero_map(POINT, POINT))
    for _ in range(3000):
        theorem = rules.norm_scale(ONE, theorem)
    assert replay(loads(dumps(certificate([theorem]))))[0].judgement == theorem.judgement


NOT_CERTIFICATES = [
    "",
    "nonsense",
    "[]",
    "null",
    "1",
    '"text"',
    "{}",
    '{"a": 1, "a": 1}',
    '{"a": {"b": 1, "b": 2}}',
    '{"a": 1.0}',
    '{"a": 1e3}',
    '{"a": -0.0}',
    '{"a": NaN}',
    '{"a": Infinity}',
    '{"a": -Infinity}',
    '{"a": ' + "9" * 5000 + "}",
    "[" * 100_000,
    "[" * 100_000 + "]" * 100_000,
    '{"a":' * 100_000 + "1" + "}" * 100_000,
    '{"a": "\x00"}',
    dumps(specimen())[:-20],
    dumps(specimen()) + "{}",
]


@pytest.mark.parametrize("text", NOT_CERTIFICATES, ids=lambda text: text[:12])
def test_text_that_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(CertificateError):
        replay(loads(text))


@pytest.mark.parametrize(
    "text", ['{"a": 1.0}', '{"a": [1e3]}', '{"a": NaN}', '{"a": -Infinity}', '{"a": 1, "a": 1}']
)
def test_floats_and_double_keys_are_not_even_read(text: str) -> None:
    with pytest.raises(CertificateError, match=r"The number|same key"):
        loads(text)


@pytest.mark.parametrize("kind", ["scalar", "map"])
def test_a_part_given_twice_is_refused(kind: str) -> None:
    data = specimen()
    rows = next(t for t in data["terms"] if t[0] == kind and t[-1])[-1]
    rows.append(rows[0])
    with pytest.raises(CertificateError, match="twice"):
        replay(signed(data))


@pytest.mark.parametrize("depth", [50, 400, 800, 950, 990])
def test_nested_lists_are_refused(depth: int) -> None:
    deep: Any = []
    for _ in range(depth):
        deep = [deep]
    data = specimen()
    data["terms"].append(deep)
    with pytest.raises(CertificateError):
        replay(data)
    with pytest.raises(CertificateError):
        replay(data | {"digest": 1})


def test_a_deeply_nested_term_is_refused_or_proved() -> None:
    """Terms refer to earlier terms, so that shallow JSON can hold a term of any depth."""
    data = certificate([rules.assume(at_most(ZERO, inverse(real("a"))))])
    place = next(k for k, row in enumerate(data["terms"]) if row[:2] == ["atom", "inv"])
    for _ in range(600):
        top = len(data["terms"])
        data["terms"].append(["scalar", [["1", [[place, 1]]]]])
        data["terms"].append(["atom", "inv", "", [top]])
        place = top + 1
    top = len(data["terms"])
    data["terms"].append(["scalar", [["1", [[place, 1]]]]])
    zero = next(k for k, row in enumerate(data["terms"]) if row == ["scalar", []])
    data["terms"].append(["judgement", "<=", [zero, top]])
    data["steps"] = [["assume", [{"term": top + 1}]]]
    row = {"judgement": top + 1, "hypotheses": [top + 1], "citations": [], "oracles": []}
    data["conclusions"] = [row | {"step": 0, "text": ""}]
    with pytest.raises(CertificateError):
        replay(signed(data))


@pytest.mark.parametrize(
    "number",
    ["", "1.5", "1e3", "0x", "0X1", "1/0", "1/-2", "+1", " 1", "1 ", "1_0", "٣", "1//2", "-", "--1",
     "9" * 1301, "007", 1, 1.5, None, True, [], "0x" + "g"],
)  # fmt: skip
def test_malformed_numbers_are_refused(number: Any) -> None:
    data = specimen()
    data["terms"][next(k for k, t in enumerate(data["terms"]) if t[0] == "scalar")][1] = [
        [number, []]
    ]
    with pytest.raises(CertificateError):
        replay(signed(data))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (["axiom", []], "The rule"),
        (["rule", []], "The rule"),
        (["close_rules", []], "The rule"),
        (["__class__", []], "The rule"),
        ([["assume"], []], "The rule"),
        (["assume", [{"step": 5}]], "The step number"),
        (["assume", [{"step": -1}]], "The step number"),
        (["assume", [{"step": True}]], "The step number"),
        (["assume", [{"term": -1}]], "The term number"),
        (["assume", [{"term": "0"}]], "The term number"),
        (["assume", [{"term": 0, "step": 0}]], "unknown form"),
        (["assume", [{"other": 0}]], "unknown form"),
        (["assume", [0]], "unknown form"),
        (["assume", [None]], "unknown form"),
        (["assume", {"judgement": 0}], "list"),
        (["assume", []], "does not hold"),
        (["assume", ["0 <= 1"]], "does not hold"),
        ("assume", "list"),
        (["assume"], "list"),
    ],
)
def test_malformed_steps_are_refused(step: Any, words: str) -> None:
    data = certificate([rules.assume(at_most(ZERO, ONE))])
    data["steps"] = [step]
    with pytest.raises(CertificateError, match=words):
        replay(signed(data))


def test_what_nothing_uses_is_refused() -> None:
    extras: dict[str, Any] = {"terms": ["scalar", [["7", []]]], "steps": specimen()["steps"][0]}
    for key, extra in extras.items():
        data = specimen()
        data[key].append(extra)
        with pytest.raises(CertificateError, match="nothing uses"):
            replay(signed(data))
    with pytest.raises(CertificateError, match="nothing uses"):
        replay(certificate([]))


def test_keys_are_those_of_the_format() -> None:
    data = specimen()
    for key in data:
        with pytest.raises(CertificateError):
            replay({k: v for k, v in data.items() if k != key})
    with pytest.raises(CertificateError):
        replay(signed(data | {"note": "proves everything"}))
    data["conclusions"][0]["note"] = "proves everything"
    with pytest.raises(CertificateError, match="keys"):
        replay(signed(data))


def test_the_text_is_plain_json() -> None:
    text = dumps(specimen())
    assert json.loads(text) == specimen()
    assert loads(text) == specimen()
