"""Certificates: the rule tree of theorems as JSON, and the checker that replays it.

A certificate lists *terms* (each once, later ones refer to earlier ones by position), *steps* (a
rule and its arguments) and *conclusions* (what the steps are said to prove).  Replaying runs every
rule again and compares; nothing in the file is believed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import varsym.kernel.rules  # noqa: F401 - fills RULES
from varsym.errors import CertificateError, VarsymError
from varsym.kernel.judgements import Judgement
from varsym.kernel.scalars import Atom, Scalar
from varsym.kernel.terms import Composite, MapAtom, MapTerm, Space
from varsym.kernel.theorem import RULES, Theorem

__all__ = ["FORMAT", "certificate", "dumps", "loads", "replay"]

FORMAT = "varsym.certificate/1"
MAX_BITS = 4_000_000
_RATIONAL = re.compile(r"(-?)(0x[0-9a-f]+|[0-9]{1,1300})(?:/(0x[0-9a-f]+|[0-9]{1,1300}))?\Z")
_TERMS = (Space, Atom, Scalar, MapAtom, Composite, MapTerm, Judgement)


def _write_int(n: int) -> str:
    return str(n) if n.bit_length() <= 4096 else hex(n)


def _write_rational(q: Fraction) -> str:
    if q.denominator == 1:
        return _write_int(q.numerator)
    return f"{_write_int(q.numerator)}/{_write_int(q.denominator)}"


def _read_rational(text: object) -> Fraction:
    match = _RATIONAL.match(text) if type(text) is str and len(text) < MAX_BITS else None
    if match is None:
        raise CertificateError("A malformed number.", 'A rational such as "3/2".')
    top, bottom = int(match[2], 0), int(match[3] or "1", 0)
    if not bottom:
        raise CertificateError(f"The number {text!r}, which divides by zero.")
    return Fraction(-top if match[1] else top, bottom)


class _Writer:
    def __init__(self) -> None:
        self.terms: list[Any] = []
        self.places: dict[tuple[type, str], int] = {}
        self.steps: list[Any] = []
        self.numbers: dict[int, int] = {}

    def term(self, term: Any) -> int:
        place = (type(term), term.key)
        if place not in self.places:
            entry = self._entry(term)
            self.places[place] = len(self.terms)
            self.terms.append(entry)
        return self.places[place]

    def _entry(self, term: Any) -> list[Any]:
        match term:
            case Space():
                return ["space", term.norm, [self.term(d) for d in term.dims]]
            case Atom():
                return ["atom", term.kind, term.name, [self.term(a) for a in term.args]]
            case Scalar():
                return [
                    "scalar",
                    [
                        [_write_rational(c), [[self.term(a), e] for a, e in m]]
                        for m, c in term.terms
                    ],
                ]
            case MapAtom():
                ends = [self.term(term.dom), self.term(term.cod)]
                body = None if term.body is None else self.term(term.body)
                args = [self.term(a) for a in term.args]
                return ["factor", term.kind, term.name, args, *ends, body]
            case Composite():
                tail = None if term.tail is None else self.term(term.tail)
                return ["composite", [self.term(f) for f in term.factors], tail]
            case MapTerm():
                ends = [self.term(term.dom), self.term(term.cod)]
                return ["map", *ends, [[self.term(p), self.term(c)] for p, c in term.terms]]
        parts = [p if isinstance(p, str) else self.term(p) for p in term.parts]
        return ["judgement", term.kind, parts]

    def theorem(self, root: Theorem) -> int:
        stack = [root]
        while stack:
            top = stack[-1]
            missing = [t for t in _premises(top.args) if id(t) not in self.numbers]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            if id(top) not in self.numbers:
                self.numbers[id(top)] = len(self.steps)
                self.steps.append([top.rule, [self._arg(a) for a in top.args]])
        return self.numbers[id(root)]

    def _arg(self, arg: Any) -> Any:
        if isinstance(arg, Theorem):
            return {"step": self.numbers[id(arg)]}
        if isinstance(arg, tuple):
            return [self._arg(a) for a in arg]
        if isinstance(arg, int | Fraction):
            return {"number": _write_rational(Fraction(arg))}
        return arg if isinstance(arg, str) else {"term": self.term(arg)}


def _premises(arg: Any) -> Iterable[Theorem]:
    if isinstance(arg, Theorem):
        yield arg
    elif isinstance(arg, tuple):
        for part in arg:
            yield from _premises(part)


def certificate(theorems: Sequence[Theorem]) -> dict[str, Any]:
    """Return the rule trees of `theorems` as plain JSON data.

    Parameters
    ----------
    theorems : sequence of Theorem
        What to prove again elsewhere.

    Examples
    --------
    >>> from varsym.kernel import certificate, map_variable, POINT, replay, rules, zero_map
    >>> theorem = rules.norm_zero("sup", zero_map(POINT, POINT))
    >>> replay(certificate([theorem]))[0].judgement == theorem.judgement
    True
    """
    writer = _Writer()
    conclusions = []
    for theorem in theorems:
        step = writer.theorem(theorem)
        conclusions.append(
            {
                "step": step,
                "text": str(theorem.judgement),
                "judgement": writer.term(theorem.judgement),
                "hypotheses": sorted(writer.term(h) for h in theorem.hypotheses),
                "citations": sorted([s, writer.term(j)] for s, j in theorem.citations),
                "oracles": sorted([s, writer.term(j)] for s, j in theorem.oracles),
            }
        )
    data = {"format": FORMAT, "terms": writer.terms, "steps": writer.steps}
    data["conclusions"] = conclusions
    return data | {"digest": _digest(data)}


def _digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def dumps(data: dict[str, Any]) -> str:
    """Return a certificate as JSON text, one term or step a line.

    Parameters
    ----------
    data : dict
        What `certificate` returns.

    Examples
    --------
    >>> from varsym.kernel import at_most, certificate, real, rules
    >>> text = dumps(certificate([rules.assume(at_most(real("a"), real("b")))]))
    >>> print(text[:31])
    {"format": "varsym.certificate/
    """

    def lines(key: str) -> str:
        rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in data[key])
        return f"{json.dumps(key)}: [\n{rows}\n]"

    head = f'"format": {json.dumps(data["format"])}, "digest": {json.dumps(data["digest"])}'
    return "{" + ",\n".join([head, *map(lines, ("terms", "steps", "conclusions"))]) + "}\n"


def loads(text: str) -> dict[str, Any]:
    """Return the data of a certificate given as JSON text; no number in it may be a float.

    Parameters
    ----------
    text : str
        What `dumps` wrote.

    Raises
    ------
    CertificateError
        When it is no JSON object, has a key twice, a float, NaN or an infinity.

    Examples
    --------
    >>> from varsym.kernel import at_most, certificate, real, rules
    >>> data = certificate([rules.assume(at_most(real("a"), real("b")))])
    >>> loads(dumps(data)) == data
    True
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise CertificateError("An object that has the same key twice.")
        return dict(pairs)

    def refuse(number: str) -> Any:
        raise CertificateError(f"The number {number[:40]}.", 'Exact rationals, as "3/2".')

    try:
        data = json.loads(text, object_pairs_hook=unique, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise CertificateError(f"Text that is not JSON: {str(error)[:120]}.") from None
    if type(data) is not dict:
        raise CertificateError("JSON that is not an object.", "A certificate.")
    return data


class _Reader:
    def __init__(self, data: dict[str, Any]) -> None:
        self.terms: list[Any] = []
        self.steps: list[Theorem] = []
        self.used_terms: set[int] = set()
        self.used_steps: set[int] = set()
        for entry in _list(data["terms"]):
            self.terms.append(self._term(_list(entry)))
        for row in _list(data["steps"]):
            name, args = _list(row, 2)
            if type(name) is not str or name not in RULES:
                raise CertificateError(f"The rule {name!r}.", f"One of {', '.join(RULES)}.")
            self.steps.append(RULES[name](*(self._arg(a) for a in _list(args))))

    def ref(self, place: object, kind: type | tuple[type, ...]) -> Any:
        if type(place) is not int or not 0 <= place < len(self.terms):
            raise CertificateError(f"The term number {place!r}.", "The number of an earlier term.")
        self.used_terms.add(place)
        if not isinstance(self.terms[place], kind):
            raise CertificateError(f"Term {place}, which is of the wrong kind there.")
        return self.terms[place]

    def step(self, place: object) -> Theorem:
        if type(place) is not int or not 0 <= place < len(self.steps):
            raise CertificateError(f"The step number {place!r}.", "The number of an earlier step.")
        self.used_steps.add(place)
        return self.steps[place]

    def _scalars(self, places: object) -> tuple[Scalar, ...]:
        return tuple(self.ref(p, Scalar) for p in _list(places))

    def _term(self, entry: list[Any]) -> Any:
        match entry:
            case ["space", norm, dims]:
                return Space(self._scalars(dims), norm)
            case ["atom", kind, name, args]:
                return Atom(kind, name, self._scalars(args))
            case ["scalar", rows]:
                terms = {}
                for row in _list(rows):
                    coeff, mono = _list(row, 2)
                    key = tuple((self.ref(a, Atom), e) for a, e in (_list(p, 2) for p in mono))
                    terms[key] = _read_rational(coeff)
                if len(terms) != len(rows):
                    raise CertificateError("A polynomial that has the same monomial twice.")
                return Scalar(terms)
            case ["factor", kind, name, args, dom, cod, body]:
                inner = None if body is None else self.ref(body, MapTerm)
                ends = self.ref(dom, Space), self.ref(cod, Space)
                return MapAtom(kind, name, self._scalars(args), *ends, inner)
            case ["composite", factors, tail]:
                inner = None if tail is None else self.ref(tail, MapTerm)
                return Composite(tuple(self.ref(f, MapAtom) for f in _list(factors)), inner)
            case ["map", dom, cod, rows]:
                pairs = [_list(row, 2) for row in _list(rows)]
                parts = {self.ref(p, Composite): self.ref(c, Scalar) for p, c in pairs}
                if len(parts) != len(pairs):
                    raise CertificateError("A map that has the same composite twice.")
                return MapTerm(self.ref(dom, Space), self.ref(cod, Space), parts)
            case ["judgement", kind, parts]:
                known = (Scalar, MapTerm, Judgement)
                given = _list(parts)
                return Judgement(
                    kind, tuple(p if type(p) is str else self.ref(p, known) for p in given)
                )
        raise CertificateError(f"A term of unknown form: {str(entry)[:80]}.")

    def _arg(self, arg: Any) -> Any:
        match arg:
            case str():
                return arg
            case list():
                return tuple(self._arg(a) for a in arg)
            case {"step": place} if len(arg) == 1:
                return self.step(place)
            case {"term": place} if len(arg) == 1:
                return self.ref(place, _TERMS)
            case {"number": text} if len(arg) == 1:
                return _read_rational(text)
        raise CertificateError(f"An argument of unknown form: {str(arg)[:80]}.")

    def conclusion(self, row: dict[str, Any]) -> Theorem:
        theorem = self.step(row["step"])
        if set(row) != {"step", "text", "judgement", "hypotheses", "citations", "oracles"}:
            raise CertificateError(f"A conclusion with the keys {sorted(row)}.")
        found = {
            "judgement": theorem.judgement,
            "hypotheses": set(theorem.hypotheses),
            "citations": set(theorem.citations),
            "oracles": set(theorem.oracles),
        }

        def backing(key: str) -> set[tuple[str, Judgement]]:
            return {(s, self.ref(j, Judgement)) for s, j in (_list(p, 2) for p in row[key])}

        claimed = {
            "judgement": self.ref(row["judgement"], Judgement),
            "hypotheses": {self.ref(h, Judgement) for h in _list(row["hypotheses"])},
            "citations": backing("citations"),
            "oracles": backing("oracles"),
        }
        for key, value in found.items():
            if value != claimed[key] or row["text"] != str(theorem.judgement):
                raise CertificateError(
                    f"Step {row['step']}, whose {key} are not what the file says it proves.",
                    f"The theorem {str(theorem)[:400]}.",
                )
        return theorem


def _list(value: object, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise CertificateError(f"{str(value)[:80]!r} where a list was expected.")
    return value


def replay(data: dict[str, Any]) -> list[Theorem]:
    """Replay every step of a certificate and return the theorems that it proves.

    Parameters
    ----------
    data : dict
        What `certificate` or `loads` returns.

    Raises
    ------
    CertificateError
        If a step fails, proves something else than the file says, is not needed, or if the file was
        changed after it was written.

    Examples
    --------
    >>> from varsym.kernel import at_most, certificate, real, rules
    >>> print(replay(certificate([rules.assume(at_most(real("a"), real("b")))]))[0])
    a <= b ⊢ a <= b
    """
    if set(data) != {"format", "terms", "steps", "conclusions", "digest"}:
        raise CertificateError(f"An object with the keys {sorted(data)}.", "A certificate.")
    if data["format"] != FORMAT:
        raise CertificateError(f"The format {str(data['format'])[:40]!r}.", f"{FORMAT!r}.")
    body = {key: value for key, value in data.items() if key != "digest"}
    try:
        if data["digest"] != _digest(body):
            raise CertificateError("A certificate that was changed after it was written.")
        reader = _Reader(data)
        theorems = [reader.conclusion(row) for row in _list(data["conclusions"])]
    except CertificateError:
        raise
    except VarsymError as error:
        raise CertificateError(f"A step that does not hold: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise CertificateError(f"A malformed certificate: {error!r}"[:200]) from None
    unused = set(range(len(reader.terms))) - reader.used_terms
    if unused or len(reader.used_steps) != len(reader.steps) or not theorems:
        raise CertificateError("A certificate with a term or step that nothing uses.")
    return theorems
