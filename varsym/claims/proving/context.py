"""What is known while a proof is looked for: assumptions, and what follows from them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from varsym import kernel as k
from varsym.claims.proving.combination import nonnegative_combination
from varsym.kernel import rules

__all__ = ["Context", "index_names"]

_BOUNDS = ("norm", "lipschitz", "growth", "push")


def index_names(terms: Iterable[k.Scalar]) -> set[str]:
    """Return the free index variables of `terms`."""
    return {name for term in terms for name in term.free}


class Context:
    """The assumptions under which a goal is to be proved.

    Parameters
    ----------
    metric : {"sup", "L_alpha"}
        The metric of the reading.
    assumptions : iterable of Judgement
        Taken as hypotheses; whatever is proved here rests on those it used.
    """

    def __init__(self, metric: str, assumptions: Iterable[k.Judgement] = ()) -> None:
        self.metric = metric
        self.facts: list[k.Theorem] = []
        self._known: set[str] = set()
        self._signs: dict[str, k.Theorem | None] = {}
        self._strict_signs: dict[str, k.Theorem | None] = {}
        self._ranges: dict[str, k.Theorem | None] = {}
        self.resolved: set[str] = set()  # facts that varsym.claims.proving.distances has seen
        self.moduli: dict[str, list[k.Theorem]] = {}  # a cache for varsym.claims.proving.moduli
        for judgement in assumptions:
            self.add(rules.assume(judgement))

    def add(self, theorem: k.Theorem) -> None:
        """Make a proved theorem available to the tactics."""
        if theorem.judgement.key not in self._known:
            self._known.add(theorem.judgement.key)
            self.facts.append(theorem)
            self._forget(theorem.judgement)

    def _forget(self, added: k.Judgement) -> None:
        """Forget what could not be proved; what was proved stays so with one fact more."""
        while added.kind == "every":
            added = added.parts[3]
        self._signs = {key: t for key, t in self._signs.items() if t is not None}
        self._strict_signs = {key: t for key, t in self._strict_signs.items() if t is not None}
        if added.kind in ("<=", "<", "="):
            self._ranges = {key: t for key, t in self._ranges.items() if t is not None}
        if added.kind in ("lipschitz", "growth", "push", "linear"):
            self.moduli.clear()
        elif added.kind != "norm":
            self.moduli = {key: found for key, found in self.moduli.items() if found}

    def extended(self, *assumptions: k.Judgement) -> Context:
        """Return a context that has these assumptions as well."""
        inner = Context(self.metric)
        inner.facts, inner._known = list(self.facts), set(self._known)
        inner.resolved, inner.moduli = set(self.resolved), dict(self.moduli)
        inner._signs, inner._strict_signs = dict(self._signs), dict(self._strict_signs)
        inner._ranges = dict(self._ranges)
        for judgement in assumptions:
            inner.add(rules.assume(judgement))
        return inner

    def within(self, name: str, low: k.Scalar, high: k.Scalar) -> Context:
        """Return a context in which the fresh index `name` lies between `low` and `high`."""
        i = k.index(name)
        return self.extended(k.at_most(low, i), k.at_most(i, high))

    def fresh(self, stem: str, *avoid: Iterable[str]) -> str:
        """Return an index name, `stem` or longer, that no assumption and none of `avoid` has."""
        taken = set().union(*avoid, *(t.judgement.free for t in self.facts))
        taken |= {n for t in self.facts for h in t.hypotheses for n in h.free}
        return next(n for c in range(len(taken) + 1) if (n := f"{stem}{c or ''}") not in taken)

    def of_kind(self, *kinds: str) -> Iterator[k.Theorem]:
        """Yield the facts whose judgement is of one of `kinds`."""
        return (t for t in self.facts if t.judgement.kind in kinds)

    # ------------------------------------------------------------ integer ranges

    def index_at_most(self, low: k.Scalar, high: k.Scalar) -> k.Theorem | None:
        """Prove ``low <= high`` between integers from the linear facts, or return None."""
        key = f"{low.key}<={high.key}"
        if key not in self._ranges:
            self._ranges[key] = self._index_at_most(low, high)
        return self._ranges[key]

    def _index_at_most(self, low: k.Scalar, high: k.Scalar) -> k.Theorem | None:
        gap = high - low
        if gap.constant is not None:
            if gap.constant < 0:
                return None
            return rules.order("<=", low, high, ((gap.constant, k.ONE, ()),))
        linear = [
            t
            for t in self.of_kind("<=")
            if all(isinstance(p, k.Scalar) and p.is_index for p in t.judgement.parts)
        ]
        sides = [t.judgement.parts[1] - t.judgement.parts[0] for t in linear]
        found = nonnegative_combination(gap, [*sides, k.ONE])
        if found is None:
            return None
        summands = tuple(
            (weight, k.ONE, (linear[place],) if place < len(linear) else ())
            for place, weight in found.items()
        )
        return rules.order("<=", low, high, summands)

    def specialised(self, theorem: k.Theorem, value: k.Scalar) -> k.Theorem | None:
        """Return the instance of a theorem for all indices at `value`, if the range allows it."""
        _, low, high, _ = theorem.judgement.parts
        lower, upper = self.index_at_most(low, value), self.index_at_most(value, high)
        if lower is None or upper is None:
            return None
        return rules.specialise(theorem, value, lower, upper)

    def instances(self, values: Iterable[k.Scalar], *kinds: str) -> Iterator[k.Theorem]:
        """Yield the facts of `kinds` and the instances at `values` of those that are quantified."""
        yield from self.of_kind(*kinds)
        places = list(values)
        for theorem in list(self.of_kind("every")):
            if theorem.judgement.parts[3].kind in kinds:
                for value in places:
                    if (instance := self.specialised(theorem, value)) is not None:
                        yield instance

    # ------------------------------------------------------------ signs

    def nonnegative(self, atom: k.Atom) -> k.Theorem | None:
        """Prove that an atom is not negative, or return None."""
        if atom.key not in self._signs:
            self._signs[atom.key] = None
            self._signs[atom.key] = self._nonnegative(atom)
        return self._signs[atom.key]

    def positive(self, atom: k.Atom) -> k.Theorem | None:
        """Prove that an index or a real is positive, from a fact that says so, or return None."""
        if atom.key not in self._strict_signs:
            self._strict_signs[atom.key] = self._positive(atom)
        return self._strict_signs[atom.key]

    def _positive(self, atom: k.Atom) -> k.Theorem | None:
        value = k.Scalar({((atom, 1),): Fraction(1)})
        if atom.kind == "index":
            found = self.index_at_most(k.ONE, value)
            if found is None:
                return None
            summands = ((Fraction(1), k.ONE, (found,)), (Fraction(1), k.ONE, ()))
            return rules.order("<", k.ZERO, value, summands)
        if atom.kind != "real":
            return None
        return next((t for t in self.of_kind("<") if t.judgement.parts == (k.ZERO, value)), None)

    def _nonnegative(self, atom: k.Atom) -> k.Theorem | None:
        value = k.Scalar({((atom, 1),): Fraction(1)})
        if atom.kind == "index":
            return self.index_at_most(k.ZERO, value)
        if atom.kind == "real":
            return self._sign_of_real(value, atom.args)
        if atom.kind == "inv":
            return next(
                (t for t in self.of_kind("<=") if t.judgement.parts == (k.ZERO, value)), None
            )
        if atom.kind == "pow":
            base = self.nonnegative_term(atom.args[0])
            return None if base is None else rules.power_sign(base, atom.args[1])
        if atom.kind in ("sum", "prod"):
            low, high, body = atom.args
            name = self.fresh("j", atom.free, body.free)
            opened = k.Substitution(index={atom.name: k.index(name)}).scalar(body)
            inner = self.within(name, low, high).nonnegative_term(opened)
            if inner is None:
                return None
            return rules.monotone(atom.kind, rules.generalise(inner, name, low, high))
        return None

    def _sign_of_real(self, value: k.Scalar, places: tuple[k.Scalar, ...]) -> k.Theorem | None:
        starts = [t.judgement.parts[1] for t in self.of_kind("every")]
        for theorem in self.instances(places or starts, *_BOUNDS, "<=", "<"):
            judgement = theorem.judgement
            if judgement.kind in _BOUNDS and judgement.parts[-1] == value:
                return rules.bound_is_nonnegative(theorem)
            if judgement.kind == "<=" and judgement.parts == (k.ZERO, value):
                return theorem
            if judgement.kind in ("<", "<=") and judgement.parts[1] == value:
                low = judgement.parts[0].constant
                if low is not None and low >= 0:
                    rest = ((low, k.ONE, ()), (Fraction(1), k.ONE, (theorem,)))
                    return rules.order("<=", k.ZERO, value, rest)
        return None

    def nonnegative_term(self, term: k.Scalar) -> k.Theorem | None:
        """Prove ``0 <= term`` if every coefficient and atom in it is non-negative."""
        summands = []
        for mono, coeff in term.terms:
            signs = [self.nonnegative(a) for a, e in mono for _ in range(e)]
            if coeff < 0 or any(s is None for s in signs):
                return None
            summands.append((coeff, k.ONE, tuple(s for s in signs if s is not None)))
        return rules.order("<=", k.ZERO, term, tuple(summands))
