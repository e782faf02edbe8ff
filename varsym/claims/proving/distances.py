"""Bounds of norms of maps: a bounded search over triangle, Lipschitz and composition steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile

from varsym import kernel as k
from varsym.claims.proving.context import Context
from varsym.claims.proving.equations import (
    atoms_of,
    chain_cuts,
    factor_map,
    join,
    names_in,
    opened,
    places_of,
    resolve,
    reverse,
    telescope,
    transport,
)
from varsym.claims.proving.moduli import chain_induction, is_linear, moduli
from varsym.kernel import rules

__all__ = ["DistanceProver"]

MAX_DEPTH = 6
MAX_DETOURS = 3
MAX_ROUTES = 8


class DistanceProver:
    """Find theorems ``‖D‖ <= e`` for a given map D in a context.

    Parameters
    ----------
    context : Context
        Its metric is the one that norms are bounded in.
    """

    def __init__(self, context: Context) -> None:
        self.context = context.extended()
        self._memo: dict[str, list[k.Theorem]] = {}
        for theorem in list(self.context.of_kind("norm", "every")):
            if theorem.judgement.key not in self.context.resolved:
                self.context.resolved.add(theorem.judgement.key)
                self._resolve_fact(theorem)
        self.context.resolved.update(t.judgement.key for t in self.context.facts)

    # ------------------------------------------------------------ facts in normal form

    def _resolve_fact(self, theorem: k.Theorem) -> None:
        judgement = theorem.judgement
        if judgement.kind == "norm":
            equation = resolve(self.context, judgement.parts[1])
            for form in (equation, self._close_sums(equation)):
                self.context.add(transport(theorem, form, 1))
            return
        _, low, high, body = judgement.parts
        if body.kind != "norm":
            return
        name = self.context.fresh("t", body.free)
        inner = self.context.within(name, low, high)
        here = inner.specialised(theorem, k.index(name))
        if here is None:
            return
        resolved = transport(here, resolve(inner, here.judgement.parts[1]), 1)
        every = rules.generalise(resolved, name, low, high)
        self.context.add(every)
        self._telescope(every, name)

    def _telescope(self, every: k.Theorem, name: str) -> None:
        """Add up a family of differences in which each begins where the last one ended."""
        bound, low, high, body = every.judgement.parts
        here = body.substitute(k.Substitution(index={bound: k.index(name)}))
        found = telescope(here.parts[1], name)
        if found is None or self.context.index_at_most(low, high) is None:
            return
        (x, y), metric, size = found, here.parts[0], here.parts[2]

        def at(term: k.MapTerm, place: k.Scalar) -> k.MapTerm:
            return k.substitute_map(term, k.Substitution(index={name: place}))

        def claim(end: k.Scalar) -> k.Judgement:
            return k.norm_at_most(
                metric, at(x, end) - at(y, low), k.summation(name, low, end, size)
            )

        def step(inner: Context, m: k.Scalar, known: k.Theorem) -> k.Theorem | None:
            following = inner.specialised(every, m + k.ONE)
            return None if following is None else rules.norm_add(known, following)

        lowest = self.context.index_at_most(low, low)
        upper = self.context.index_at_most(low, high)
        if lowest is None or upper is None:
            return
        start = rules.specialise(every, low, lowest, upper)
        total = chain_induction(self.context, claim, (low, high), start, step, 1)
        if total is not None:
            self.context.add(total)

    # ------------------------------------------------------------ the search

    def bounds(self, term: k.MapTerm) -> Iterator[k.Theorem]:
        """Yield theorems ``‖term‖ <= e`` in the metric of the context, the plainest first."""
        seen = set()
        for equation in self._forms(term):
            for theorem in self._search(equation.judgement.parts[1], 0):
                back = transport(theorem, reverse(equation), 1)
                if back.judgement.key not in seen:
                    seen.add(back.judgement.key)
                    yield back
        if self.context.metric == "L_alpha":
            everywhere = Context("sup")
            for theorem in self.context.facts:
                everywhere.add(theorem)
            for theorem in DistanceProver(everywhere).bounds(term):
                yield rules.integrate(theorem)

    def _forms(self, term: k.MapTerm) -> Iterator[k.Theorem]:
        """Yield equations of `term` with the forms in which it is looked at."""
        seen = set()
        plain = resolve(self.context, term)
        summed = self._close_sums(plain)
        facts = [t.judgement.parts[1] for t in self.context.of_kind("norm")]
        for equation in (plain, summed):
            current = equation.judgement.parts[1]
            for terms in ((), (current,), (current, *facts)):
                cut = join(equation, resolve(self.context, current, chain_cuts(terms)))
                for form in (cut, self._distributed(cut)):
                    if form.judgement.parts[1].key not in seen:
                        seen.add(form.judgement.parts[1].key)
                        yield form

    def _close_sums(self, equation: k.Theorem) -> k.Theorem:
        """Replace sums of maps that telescope by their first and last term."""
        for atom in list(atoms_of(equation.judgement.parts[1])):
            if atom.kind == "sum":
                closed = self._closed_sum(atom)
                if closed is not None:
                    whole = closed.judgement.parts[0]
                    current = equation.judgement.parts[1]
                    if current == whole:
                        equation = join(equation, closed)
                    elif current == -whole:
                        flipped = _negated(closed)
                        equation = join(equation, flipped)
        return equation

    def _closed_sum(self, atom: k.MapAtom) -> k.Theorem | None:
        low, high = atom.args
        name = self.context.fresh("t", names_in(atom))
        body = opened(atom, k.index(name))
        found = telescope(body, name)
        if found is None:
            return None
        x, y = found

        def at(term: k.MapTerm, place: k.Scalar) -> k.MapTerm:
            return k.substitute_map(term, k.Substitution(index={name: place}))

        def claim(end: k.Scalar) -> k.Judgement:
            return k.same_map(k.map_sum(name, low, end, body), at(x, end) - at(y, low))

        fresh = self.context.fresh("m", (name,), names_in(atom))
        m = k.index(fresh)
        inner = self.context.extended(claim(m), k.at_most(low, m), k.at_most(m + k.ONE, high))
        lower = inner.index_at_most(low, m + k.ONE)
        upper = inner.index_at_most(m, m + k.ONE)
        if lower is None or upper is None:
            return None
        split = rules.split("map_sum", name, low, m, m + k.ONE, body, lower, upper)
        first = k.map_sum(name, low, m, body)
        variable = k.map_variable("X", (), first.dom, first.cod)
        if "X[" in split.judgement.key:
            return None
        last = split.judgement.parts[1] - first
        template = k.same_map(split.judgement.parts[0], variable + last)
        step = rules.replace(split, template, "X", rules.assume(claim(m)))
        every = rules.induction(fresh, claim(m), low, high, rules.same(claim(low).parts[0]), step)
        return self.context.specialised(every, high)

    def _distributed(self, equation: k.Theorem) -> k.Theorem:
        """Move linear maps into the combinations that they are applied to."""
        current = equation.judgement.parts[1]
        for part, _ in current.terms:
            if part.tail is not None and len(part.factors) == 1:
                additive = is_linear(self.context, factor_map(*part.factors))
                if additive is not None:
                    rule = rules.distribute(additive, part.tail)
                    whole = k.MapTerm(current.dom, current.cod, {part: k.ONE})
                    rest = current - whole
                    variable = k.map_variable("X", (), whole.dom, whole.cod)
                    if "X[" in current.key or whole != rule.judgement.parts[0]:
                        continue
                    template = k.same_map(equation.judgement.parts[0], rest + variable)
                    if rest + whole == current:
                        return self._distributed(rules.replace(equation, template, "X", rule))
        return equation

    def _search(self, term: k.MapTerm, depth: int) -> list[k.Theorem]:
        if term.key in self._memo:
            return self._memo[term.key]
        self._memo[term.key] = []
        if depth > MAX_DEPTH:
            return []
        found: dict[str, k.Theorem] = {}
        for theorem in self._routes(term, depth):
            found.setdefault(theorem.judgement.key, theorem)
            if len(found) >= MAX_ROUTES:
                break
        self._memo[term.key] = list(found.values())
        return self._memo[term.key]

    def _routes(self, term: k.MapTerm, depth: int) -> Iterator[k.Theorem]:
        if term.is_zero:
            yield rules.norm_zero(self.context.metric, term)
            return
        stated = list(self._stated(term))
        if stated:
            yield from stated
            return
        yield from self._sums(term)
        pair = _difference(term)
        if pair is not None:
            yield from self._between(*pair, depth)
        elif len(term.terms) == 1:
            yield from self._single(term, depth)
        else:
            yield from self._paired(term, depth)
        if pair is None or depth == 0:
            yield from self._combined(term, depth)

    def _facts(self, term: k.MapTerm) -> Iterator[k.Theorem]:
        for theorem in self.context.instances(places_of(term), "norm"):
            metric = theorem.judgement.parts[0]
            if metric == self.context.metric:
                yield theorem
            elif metric == "sup":
                yield rules.integrate(theorem)

    def _stated(self, term: k.MapTerm) -> Iterator[k.Theorem]:
        for theorem in self._facts(term):
            known = theorem.judgement.parts[1]
            if known == term:
                yield theorem
            elif known == -term:
                yield rules.norm_scale(k.number(-1), theorem)

    def _between(self, left: k.MapTerm, right: k.MapTerm, depth: int) -> Iterator[k.Theorem]:
        """Bound ``left - right`` for two composites: strip what they share, then go in between."""
        first, second = left.single, right.single
        if first is None or second is None:
            return
        shared = _shared_inner(first, second)
        if shared and self.context.metric == "sup":
            yield from self._same_inner(left, right, shared, depth)
            return
        prefix = _shared_outer(first, second)
        if prefix:
            yield from self._same_outer(left, right, prefix, depth)
            if shared:
                yield from self._same_inner(left, right, shared, depth)
            return
        yield from self._two_chains(left, right)
        for i in range(1, len(first.factors) - shared + 1):
            for j in range(1, len(second.factors) - shared + 1):
                head, tail = _cut_composite(left, i)
                other_head, other_tail = _cut_composite(right, j)
                if head.dom == other_head.dom and tail != other_tail:
                    for middle in (head @ other_tail, other_head @ tail):
                        yield from self._through(left, middle, right, depth)
        if shared:
            yield from self._same_inner(left, right, shared, depth)

    def _through(
        self, left: k.MapTerm, middle: k.MapTerm, right: k.MapTerm, depth: int
    ) -> Iterator[k.Theorem]:
        if depth >= MAX_DETOURS:
            return
        for first in self._search(left - middle, depth + 1)[:3]:
            for second in self._search(middle - right, depth + 1)[:3]:
                yield rules.norm_add(first, second)

    def _same_inner(
        self, left: k.MapTerm, right: k.MapTerm, length: int, depth: int
    ) -> Iterator[k.Theorem]:
        outer, inner = _cut_composite(left, _width(left) - length)
        other, _ = _cut_composite(right, _width(right) - length)
        for theorem in self._search(outer - other, depth + 1):
            yield from self._precomposed(theorem, inner)

    def _precomposed(self, theorem: k.Theorem, inner: k.MapTerm) -> Iterator[k.Theorem]:
        if self.context.metric == "sup":
            yield rules.precompose(theorem, inner)
        else:
            for pushed in moduli(self.context, "push", inner):
                yield rules.precompose_pushed(theorem, pushed)

    def _same_outer(
        self, left: k.MapTerm, right: k.MapTerm, length: int, depth: int
    ) -> Iterator[k.Theorem]:
        outer, inner = _cut_composite(left, length)
        _, other = _cut_composite(right, length)
        for lip in moduli(self.context, "lipschitz", outer):
            for theorem in self._search(inner - other, depth + 1):
                yield rules.postcompose(lip, theorem, inner, other)

    # ------------------------------------------------------------ chains of symbolic length

    def _two_chains(self, left: k.MapTerm, right: k.MapTerm) -> Iterator[k.Theorem]:
        """Bound the distance of two chains over one range, layer by layer."""
        one, two = (
            t.single.factors if t.single and not t.single.tail else () for t in (left, right)
        )
        if len(one) != 1 or len(two) != 1 or {one[0].kind, two[0].kind} != {"chain"}:
            return
        if one[0].args == two[0].args:
            yield from self._perturbed(one[0], two[0], 1)
            yield from self._perturbed(two[0], one[0], -1)

    def _perturbed(self, steady: k.MapAtom, moved: k.MapAtom, sign: int) -> Iterator[k.Theorem]:
        """Carry the error of each layer of `moved` through the later layers of `steady`."""
        low, high = steady.args
        name = self.context.fresh("t", names_in(steady), names_in(moved))
        i = k.index(name)
        inner = self.context.within(name, low, high)
        lips = moduli(inner, "lipschitz", opened(steady, i))
        if not lips:
            return
        body, before = opened(moved, i), k.chain(name, low, i - k.ONE, opened(moved, i))
        layer = (opened(steady, i) - body) @ before
        for error in islice(DistanceProver(inner).bounds(layer), 3):
            every_error = rules.generalise(error, name, low, high)
            for lip in lips:
                every_lip = rules.generalise(lip, name, low, high)
                found = self._accumulated(steady, moved, name, every_lip, every_error)
                if found is not None:
                    yield found if sign == 1 else rules.norm_scale(k.number(-1), found)

    def _accumulated(
        self, steady: k.MapAtom, moved: k.MapAtom, name: str, lips: k.Theorem, errors: k.Theorem
    ) -> k.Theorem | None:
        low, high = steady.args
        i = k.index(name)
        constant = _body_at(lips, i).parts[1]
        metric, _, size = _body_at(errors, i).parts
        inside = self.context.fresh("s", (name,), steady.free, constant.free, size.free)
        later = k.Substitution(index={name: k.index(inside)}).scalar(constant)

        def chains(end: k.Scalar) -> tuple[k.MapTerm, k.MapTerm]:
            return (
                k.chain(name, low, end, opened(steady, i)),
                k.chain(name, low, end, opened(moved, i)),
            )

        def claim(end: k.Scalar) -> k.Judgement:
            first, second = chains(end)
            weight = k.product(inside, i + k.ONE, end, later)
            return k.norm_at_most(
                metric, first - second, k.summation(name, low, end, weight * size)
            )

        def step(inner: Context, m: k.Scalar, known: k.Theorem) -> k.Theorem | None:
            lip = inner.specialised(lips, m + k.ONE)
            error = inner.specialised(errors, m + k.ONE)
            if lip is None or error is None:
                return None
            return rules.norm_add(error, rules.postcompose(lip, known, *chains(m)))

        empty = chains(low - k.ONE)[0] - chains(low - k.ONE)[1]
        start = rules.norm_zero(metric, empty)
        return chain_induction(self.context, claim, (low - k.ONE, high), start, step, 1)

    # ------------------------------------------------------------ sums and single maps

    def _sums(self, term: k.MapTerm) -> Iterator[k.Theorem]:
        """Bound a sum of maps by the sum of the bounds of its terms."""
        one = term.single
        if one is None or len(one.factors) != 1 or one.tail or one.factors[0].kind != "sum":
            return
        atom = one.factors[0]
        low, high = atom.args
        name = self.context.fresh("t", names_in(atom))
        body = opened(atom, k.index(name))
        inner = DistanceProver(self.context.within(name, low, high))
        for theorem in islice(inner.bounds(body), 3):
            every = rules.generalise(theorem, name, low, high)
            size = theorem.judgement.parts[2]
            found = self._added_up(every, name, body, size, (low, high))
            if found is not None:
                yield found

    def _added_up(
        self,
        every: k.Theorem,
        name: str,
        body: k.MapTerm,
        size: k.Scalar,
        ends: tuple[k.Scalar, k.Scalar],
    ) -> k.Theorem | None:
        low, high = ends
        metric = self.context.metric

        def claim(end: k.Scalar) -> k.Judgement:
            whole = k.map_sum(name, low, end, body)
            return k.norm_at_most(metric, whole, k.summation(name, low, end, size))

        fresh = self.context.fresh("m", (name,), claim(high).free)
        m = k.index(fresh)
        before = low - k.ONE
        inner = self.context.extended(claim(m), k.at_most(before, m), k.at_most(m + k.ONE, high))
        here = inner.specialised(every, m + k.ONE)
        lower = inner.index_at_most(low, m + k.ONE)
        upper = inner.index_at_most(m, m + k.ONE)
        if here is None or lower is None or upper is None:
            return None
        total = rules.norm_add(rules.assume(claim(m)), here)
        maps = rules.split("map_sum", name, low, m, m + k.ONE, body, lower, upper)
        sizes = rules.split("sum", name, low, m, m + k.ONE, size, lower, upper)
        step = transport(total, reverse(maps), 1)
        left, right = sizes.judgement.parts
        step = rules.raise_bound(step, rules.order("=", right, left, ((-k.ONE, sizes),)))
        start = rules.norm_zero(metric, k.zero_map(body.dom, body.cod))
        induced = rules.induction(fresh, claim(m), before, high, start, step)
        return self.context.specialised(induced, high)

    def _single(self, term: k.MapTerm, depth: int) -> Iterator[k.Theorem]:
        """Bound one composite, with a coefficient of 1 or -1."""
        part, coeff = term.terms[0]
        if coeff != k.ONE:
            positive = k.MapTerm(term.dom, term.cod, {part: k.ONE})
            if coeff.constant is not None:
                for theorem in self._search(positive, depth + 1):
                    yield rules.norm_scale(coeff, theorem)
            return
        for length in range(1, len(part.factors) + 1):
            outer, inner = _cut_composite(term, length)
            trivial = inner.single is not None and not inner.single.factors
            if not trivial:
                for theorem in self._search(outer, depth + 1) if depth < MAX_DEPTH else ():
                    yield from self._precomposed(theorem, inner)
                for grown in moduli(self.context, "growth", outer):
                    for theorem in self._search(inner, depth + 1):
                        yield rules.postcompose_growth(grown, theorem)

    def _paired(self, term: k.MapTerm, depth: int) -> Iterator[k.Theorem]:
        """Bound a difference of sums by the differences of terms with the same outermost map."""
        total: k.Theorem | None = None
        for pair in _pairs(term):
            found = self._search(pair, depth + 1)[:1]
            if not found:
                return
            total = found[0] if total is None else rules.norm_add(total, found[0])
        if total is not None:
            yield total

    def _combined(self, term: k.MapTerm, depth: int) -> Iterator[k.Theorem]:
        """Take a known difference away and bound the rest."""
        if depth > 4:
            return
        parts = {part for part, _ in term.terms}
        for theorem in self._facts(term):
            known = theorem.judgement.parts[1]
            if not parts & {part for part, _ in known.terms}:
                continue
            for sign in (1, -1):
                fact = theorem if sign == 1 else rules.norm_scale(k.number(-1), theorem)
                rest = term - fact.judgement.parts[1]
                if len(rest.terms) > max(len(term.terms), 2) or rest == term:
                    continue
                for other in self._search(rest, depth + 2)[:3]:
                    yield rules.norm_add(fact, other)


def _negated(equation: k.Theorem) -> k.Theorem:
    left = equation.judgement.parts[0]
    variable = k.map_variable("X", (), left.dom, left.cod)
    template = k.same_map(-left, -variable)
    return rules.replace(rules.same(-left), template, "X", equation)


def _difference(term: k.MapTerm) -> tuple[k.MapTerm, k.MapTerm] | None:
    values = {c: p for p, c in term.terms}
    if len(term.terms) != 2 or set(values) != {k.ONE, -k.ONE}:
        return None
    left, right = (k.MapTerm(term.dom, term.cod, {values[s]: k.ONE}) for s in (k.ONE, -k.ONE))
    return left, right


def _pairs(term: k.MapTerm) -> list[k.MapTerm]:
    """Return differences that add up to a term, each of two maps with one outermost factor."""
    signed: dict[k.Scalar, list[k.Composite]] = {k.ONE: [], -k.ONE: []}
    for part, coeff in term.terms:
        if coeff not in signed:
            return []
        signed[coeff].append(part)
    pairs = []
    for part in signed[k.ONE]:
        near = [other for other in signed[-k.ONE] if _shared_outer(part, other)]
        if not near:
            return []
        other = max(near, key=lambda one: _shared_outer(part, one))
        signed[-k.ONE].remove(other)
        pairs.append(k.MapTerm(term.dom, term.cod, {part: k.ONE, other: -k.ONE}))
    return [] if signed[-k.ONE] else pairs


def _width(term: k.MapTerm) -> int:
    return len(term.single.factors) if term.single else 0


def _shared_inner(first: k.Composite, second: k.Composite) -> int:
    """Return how many innermost factors two composites share."""
    if first.tail is not None or second.tail is not None:
        return 0
    pairs = zip(reversed(first.factors), reversed(second.factors), strict=False)
    return sum(1 for _ in takewhile(lambda p: p[0] == p[1], pairs))


def _shared_outer(first: k.Composite, second: k.Composite) -> int:
    """Return how many outermost factors two composites share."""
    pairs = zip(first.factors, second.factors, strict=False)
    return sum(1 for _ in takewhile(lambda p: p[0] == p[1], pairs))


def _cut_composite(term: k.MapTerm, length: int) -> tuple[k.MapTerm, k.MapTerm]:
    """Split a single composite after its first `length` factors."""
    part = term.single
    if part is None:
        raise ArithmeticError("a composite was expected")
    head, rest = part.factors[:length], part.factors[length:]
    outer = factor_map(*head) if head else k.identity(term.cod)
    if not rest and part.tail is not None:
        return outer, part.tail
    if not rest:
        return outer, k.identity(term.dom)
    return outer, k.MapTerm(term.dom, rest[0].cod, {k.Composite(rest, part.tail): k.ONE})


def _body_at(every: k.Theorem, place: k.Scalar) -> k.Judgement:
    bound, _, _, body = every.judgement.parts
    judgement: k.Judgement = body.substitute(k.Substitution(index={bound: place}))
    return judgement
