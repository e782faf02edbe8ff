"""Whatever single thing is changed in a certificate: it is refused, or shows what it proves now."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from certificates import specimen

from varsym.errors import CertificateError
from varsym.kernel import certificate, dumps, loads, replay
from varsym.kernel.certificate import _digest
from varsym.kernel.theorem import RULES

Path = tuple[Any, ...]


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for key, part in parts:
        yield from paths(part, (*at, key))


def changes(value: Any) -> Iterator[Any]:
    """Yield what may stand in place of a part of a certificate."""
    match value:
        case bool() | None:
            yield from (0, 1, "", [])
        case int():
            yield from (value + 1, value - 1, 0, -1, 10**6, True, str(value), None, float(value))
        case str():
            yield from (value + "0", value[1:], "", value.swapcase(), "0", None, 0, [value])
            yield from RULES if value in RULES else ()
            yield from ("sup", "<", "<=", "=", "sum", "prod", "1", "2", "inf", "any", "-" + value)
        case list():
            yield from ([], [*value, *value[-1:]], value[:-1], value[1:], value[::-1], None, {})
        case dict():
            yield from ({}, value | {"new": 0}, None, [])
            yield from ({k: v for k, v in value.items() if k != key} for key in value)


def mutants(data: Any) -> Iterator[tuple[Path, Any]]:
    for path in paths(data):
        if not path:
            continue
        target = data
        for key in path:
            target = target[key]
        for new in changes(target):
            if json.dumps(new) == json.dumps(target):
                continue
            mutant = copy.deepcopy(data)
            holder = mutant
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = new
            yield path, mutant


def number(text: str) -> Fraction:
    top, _, bottom = text.partition("/")
    return Fraction(int(top, 0), int(bottom or "1", 0))


def opened(data: dict[str, Any], place: int) -> Any:
    """Return a term with every reference in it followed: a reader that shares nothing."""
    row = data["terms"][place]

    def at(places: list[int]) -> Any:
        return [opened(data, p) for p in places]

    match row:
        case ["space", norm, dims]:
            return ("space", norm, at(dims))
        case ["atom", kind, name, args]:
            return ("atom", kind, name, at(args))
        case ["scalar", rows]:
            monos = [(number(c), sorted((repr(opened(data, a)), e) for a, e in m)) for c, m in rows]
            return ("scalar", sorted((row for row in monos if row[0]), key=repr))
        case ["factor", kind, name, args, dom, cod, body]:
            inner = None if body is None else opened(data, body)
            return ("factor", kind, name, at(args), *at([dom, cod]), inner)
        case ["composite", factors, tail]:
            return ("composite", at(factors), None if tail is None else opened(data, tail))
        case ["map", dom, cod, rows]:
            pairs = (pair for pair in map(at, rows) if pair[1] != ("scalar", []))
            return ("map", *at([dom, cod]), sorted(pairs, key=repr))
        case ["judgement", kind, parts]:
            return (
                "judgement",
                kind,
                [p if isinstance(p, str) else opened(data, p) for p in parts],
            )
    raise AssertionError(row)


def shown(data: dict[str, Any]) -> list[Any]:
    """Return what a certificate says that it proves."""
    return [
        (
            row["text"],
            opened(data, row["judgement"]),
            sorted({repr(opened(data, h)) for h in row["hypotheses"]}),
            sorted({repr((s, opened(data, j))) for s, j in row["citations"]}),
            sorted({repr((s, opened(data, j))) for s, j in row["oracles"]}),
        )
        for row in data["conclusions"]
    ]


def is_proof(data: dict[str, Any]) -> bool:
    try:
        replay(data)
    except CertificateError:
        return False
    return True


def test_every_change_breaks_the_digest() -> None:
    data, count = specimen(), 0
    for path, mutant in mutants(data):
        count += 1
        if is_proof(mutant):
            pytest.fail(f"the change at {path} went unnoticed")
    assert count > 1000


def test_every_change_with_a_new_digest_is_refused_or_shown() -> None:
    data = specimen()
    refused = changed = 0
    for path, mutant in mutants({k: v for k, v in data.items() if k != "digest"}):
        mutant["digest"] = _digest(mutant)
        try:
            proved = replay(mutant)
        except CertificateError:
            refused += 1
            continue
        changed += 1
        assert shown(certificate(proved)) == shown(mutant), path
    assert refused > 1000
    assert changed > 0


def test_a_changed_conclusion_is_refused() -> None:
    data = specimen()
    pairs = [(one, two) for one in data["conclusions"] for two in data["conclusions"] if one != two]
    for one, two in pairs:
        for key in one:
            if one[key] == two[key]:
                continue
            mutant = copy.deepcopy(data)
            mutant["conclusions"][data["conclusions"].index(one)][key] = two[key]
            body = {k: v for k, v in mutant.items() if k != "digest"}
            with pytest.raises(CertificateError):
                replay(body | {"digest": _digest(body)})


def test_a_hypothesis_cannot_be_dropped_nor_added() -> None:
    for key in ("hypotheses", "citations", "oracles"):
        data = specimen()
        row = next(row for row in data["conclusions"] if row[key])
        row[key].clear()
        body = {k: v for k, v in data.items() if k != "digest"}
        with pytest.raises(CertificateError, match="not what the file says"):
            replay(body | {"digest": _digest(body)})


def test_every_change_of_a_character_is_refused_or_harmless() -> None:
    text, data = dumps(specimen()), specimen()
    for place in range(0, len(text), 3):
        for new in ("0", '"', " ", "]"):
            changed = text[:place] + new + text[place + 1 :]
            try:
                replay(loads(changed))
            except CertificateError:
                continue
            assert json.loads(changed) == data
