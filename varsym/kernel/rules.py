"""The trusted rules.  Everything that is called proved went through these, and nothing else.

Notation: ``Γ ⊢ J`` is a theorem with hypotheses Γ.  Unless a rule says otherwise its conclusion
rests on all hypotheses, citations and oracles of its premises.  A rule that is misapplied raises
`RuleError`; a term that cannot be built raises `TermError`.

A judgement holds in an interpretation: separable normed spaces with Borel probability measures,
measurable maps between them, real numbers and integers for the variables.  A theorem says that each
interpretation in which its hypotheses (and citations and oracles) hold makes its conclusion hold.
Norms of maps are
``sup |f(x)|`` over the whole space, or ``(∫ |f|^alpha)^(1/alpha)`` for one fixed ``alpha >= 1``
over the probability measure; both may be infinite, and ``‖f‖ <= e`` says that this one is not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from varsym.kernel import judgements as say
from varsym.kernel.errors import RuleError
from varsym.kernel.judgements import Judgement
from varsym.kernel.scalars import (
    ONE,
    ZERO,
    Scalar,
    Substitution,
    index_atom,
    inverse,
    moving,
    number,
    power,
    product,
    summation,
)
from varsym.kernel.terms import MapTerm, chain, compose, compose_all, map_sum, zero_map
from varsym.kernel.theorem import Backing, Draft, Theorem, close_rules, rule

ORDER = ("=", "<=", "<")


def _need(condition: bool, name: str, cause: str) -> None:
    if not condition:
        raise RuleError(name, cause)


def _parts(theorem: Theorem, name: str, *kinds: str) -> tuple[Any, ...]:
    _need(type(theorem) is Theorem, name, "a premise is not a theorem.")
    found = theorem.judgement
    if found.kind not in kinds:
        raise RuleError(name, f"the premise {found} is not of kind {' or '.join(kinds)}.")
    return found.parts


def _holds(theorem: Theorem, wanted: Judgement, name: str) -> None:
    _need(type(theorem) is Theorem, name, "a premise is not a theorem.")
    if theorem.judgement != wanted:
        raise RuleError(name, f"{wanted} was needed, {theorem.judgement} given.")


def _opened(body: Judgement, bound: str, value: Scalar) -> Judgement:
    return body.substitute(moving(bound, value))


# ---------------------------------------------------------------- hypotheses and quantifiers


@rule
def assume(judgement: Judgement) -> Draft:
    """``J ⊢ J``.  Take `judgement` as a hypothesis; sound because it stays visible as one."""
    _need(type(judgement) is Judgement, "assume", "only a judgement can be assumed.")
    return Draft(judgement, hypotheses=frozenset((judgement,)))


@rule
def cite(source: str, judgement: Judgement) -> Draft:
    """``⊢ J  [cited: source]``.  Take it from the literature; the citation never leaves."""
    _need(bool(source) and type(judgement) is Judgement, "cite", "a source and a judgement.")
    return Draft(judgement, citations=frozenset(((source, judgement),)))


@rule
def oracle(producer: str, judgement: Judgement) -> Draft:
    """``⊢ J  [oracle: producer]``.  Take `judgement` from a program; the mark never leaves."""
    _need(bool(producer) and type(judgement) is Judgement, "oracle", "a producer and a judgement.")
    return Draft(judgement, oracles=frozenset(((producer, judgement),)))


@rule
def weaken(theorem: Theorem, judgement: Judgement) -> Draft:
    """``Γ ⊢ J`` gives ``Γ, H ⊢ J``: a further hypothesis takes nothing away."""
    _need(type(judgement) is Judgement, "weaken", "only a judgement can be a hypothesis.")
    return Draft(theorem.judgement, hypotheses=theorem.hypotheses | {judgement})


@rule
def cut(lemma: Theorem, theorem: Theorem) -> Draft:
    """``Γ ⊢ J`` and ``Δ, J ⊢ C`` give ``Γ, Δ ⊢ C``: discharge a hypothesis that is proved."""
    if lemma.judgement not in theorem.hypotheses:
        raise RuleError("cut", f"{lemma.judgement} is not a hypothesis.")
    rest = theorem.hypotheses - {lemma.judgement}
    return Draft(theorem.judgement, hypotheses=lemma.hypotheses | rest)


@rule
def instantiate(theorem: Theorem, changes: tuple[tuple[Any, ...], ...]) -> Draft:
    """``Γ ⊢ J`` gives ``Γσ ⊢ Jσ`` for a substitution σ of free variables.

    `changes` holds ``("index", name, integer)``, ``("real", name, parameters, scalar)`` and
    ``("map", name, parameters, map)``.  Sound because free variables stand for any value; the
    substitution reaches hypotheses, citations and oracles alike, and captures nothing.
    """
    sub = _substitution(changes)

    def moved(backing: frozenset[Backing]) -> frozenset[Backing]:
        return frozenset((source, j.substitute(sub)) for source, j in backing)

    return Draft(
        theorem.judgement.substitute(sub),
        frozenset(h.substitute(sub) for h in theorem.hypotheses),
        moved(theorem.citations),
        moved(theorem.oracles),
    )


def _substitution(changes: tuple[tuple[Any, ...], ...]) -> Substitution:
    index, real, maps = {}, {}, {}
    for change in changes:
        match change:
            case ("index", str(name), Scalar() as value):
                index[name] = value
            case ("real", str(name), tuple(params), Scalar() as value):
                real[name] = (params, value)
            case ("map", str(name), tuple(params), MapTerm() as value):
                maps[name] = (params, value)
            case _:
                raise RuleError("instantiate", f"the change {change!r} is malformed.")
    _need(len(index) + len(real) + len(maps) == len(changes), "instantiate", "a name occurs twice.")
    return Substitution(index, real, maps)


def _settled(name: str, theorem: Theorem, dropped: tuple[Judgement, ...], label: str) -> Draft:
    """Drop hypotheses and check that the index `name` is free in nothing that is left."""
    rest = theorem.hypotheses.difference(dropped)
    resting = [*rest, *(j for _, j in theorem.citations), *(j for _, j in theorem.oracles)]
    for judgement in resting:
        if name in judgement.free:
            raise RuleError(label, f"{name} is free in {judgement}.")
    return Draft(theorem.judgement, hypotheses=rest)


@rule
def generalise(theorem: Theorem, name: str, low: Scalar, high: Scalar) -> Draft:
    """``Γ, low <= i, i <= high ⊢ J`` gives ``Γ ⊢ for all low <= i <= high: J``; i not free in Γ."""
    i = index_atom(name)
    _need(name not in low.free | high.free, "generalise", f"{name} is free in the ends.")
    draft = _settled(name, theorem, (say.at_most(low, i), say.at_most(i, high)), "generalise")
    return Draft(say.every(name, low, high, theorem.judgement), draft.hypotheses)


@rule
def specialise(theorem: Theorem, value: Scalar, lower: Theorem, upper: Theorem) -> Judgement:
    """``for all low <= i <= high: J``, ``low <= e``, ``e <= high`` give ``J[e]``; e an integer."""
    bound, low, high, body = _parts(theorem, "specialise", "every")
    _need(value.is_index, "specialise", f"{value} is not an integer.")
    _holds(lower, say.at_most(low, value), "specialise")
    _holds(upper, say.at_most(value, high), "specialise")
    return _opened(body, bound, value)


@rule
def induction(
    name: str, claim: Judgement, low: Scalar, high: Scalar, base: Theorem, step: Theorem
) -> Draft:
    """``Γ ⊢ J[low]`` and ``Δ, J[n], low <= n, n+1 <= high ⊢ J[n+1]`` give ``for all n: J[n]``.

    The conclusion holds for ``low <= n <= high`` under Γ, Δ.  Needs n free neither in Δ nor in the
    ends.  Sound by induction on n, which climbs from `low` and never passes `high`: this is how a
    statement about n layers is proved for every n.
    """
    n = index_atom(name)
    _need(name not in low.free | high.free, "induction", f"{name} is free in the ends.")
    quantified = say.every(name, low, high, claim)
    _holds(base, claim.substitute(moving(name, low)), "induction")
    _holds(step, claim.substitute(moving(name, n + ONE)), "induction")
    dropped = (claim, say.at_most(low, n), say.at_most(n + ONE, high))
    draft = _settled(name, step, dropped, "induction")
    return Draft(quantified, base.hypotheses | (draft.hypotheses or frozenset()))


@rule
def replace(theorem: Theorem, template: Judgement, name: str, equation: Theorem) -> Judgement:
    """``J[x := a]`` and ``a = b`` give ``J[x := b]``, for maps and for scalars.

    `template` is J with the free variable `name` where a is to be replaced.  Leibniz: equals for
    equals, at any depth.
    """
    left, right = _parts(equation, "replace", "map=", "=")
    if equation.judgement.kind == "=":
        before, after = (Substitution(real={name: ((), s)}) for s in (left, right))
    else:
        before, after = (Substitution(maps={name: ((), s)}) for s in (left, right))
    _holds(theorem, template.substitute(before), "replace")
    return template.substitute(after)


@rule
def same(term: MapTerm) -> Judgement:
    """``⊢ f = f``."""
    return say.same_map(term, term)


# ---------------------------------------------------------------- scalars


@rule
def order(op: str, left: Scalar, right: Scalar, summands: tuple[tuple[Any, ...], ...]) -> Judgement:
    """Conclude ``left op right`` from ``right - left = Σ summands``, checked as polynomials.

    A summand is ``(c, q, (premises...))``, worth ``c · q² · Π (r_k - l_k)`` for a rational c >= 0,
    a scalar q and premises ``l_k <= r_k`` or ``l_k < r_k``; or ``(m, premise)``, worth
    ``m · (r - l)`` for a scalar m and a premise ``l = r``.  The first kind is never negative, the
    second is zero.  ``=`` allows none of the first kind; ``<`` wants one of it with c > 0, q = 1
    and strict premises only.
    """
    _need(op in ORDER, "order", f"the relation {op!r} is none of {', '.join(ORDER)}.")
    total, strict, signed = ZERO, False, False
    for summand in summands:
        match summand:
            case (Scalar() as multiplier, Theorem() as premise):
                low, high = _parts(premise, "order", "=")
                total = total + multiplier * (high - low)
            case (Fraction() as weight, Scalar() as root, tuple(premises)):
                _need(weight >= 0, "order", f"the weight {weight} is negative.")
                value, signed = number(weight) * root * root, True
                for premise in premises:
                    low, high = _parts(premise, "order", "<=", "<")
                    value = value * (high - low)
                total = total + value
                all_strict = all(t.judgement.kind == "<" for t in premises)
                strict = strict or (weight > 0 and root == ONE and all_strict)
            case _:
                raise RuleError("order", f"the summand {summand!r} is malformed.")
    if right - left != total:
        raise RuleError("order", f"{right - left} is not {total}.")
    _need(op != "=" or not signed, "order", "an equation from inequalities.")
    _need(op != "<" or strict, "order", "nothing in the sum is strictly positive.")
    return Judgement(op, (left, right))


@rule
def reciprocal(nonzero: Theorem) -> Judgement:
    """``0 < a`` or ``a < 0`` gives ``a · 1/a = 1``; an a that may vanish has no reciprocal."""
    low, high = _parts(nonzero, "reciprocal", "<")
    _need(ZERO in (low, high), "reciprocal", f"{nonzero.judgement} does not keep a from 0.")
    a = high if low == ZERO else low
    return say.equal(a * inverse(a), ONE)


@rule
def split(
    kind: str,
    name: str,
    low: Scalar,
    cut_at: Scalar,
    high: Scalar,
    body: Any,
    lower: Theorem,
    upper: Theorem,
) -> Judgement:
    """``low <= m+1`` and ``m <= high`` give ``big(low..high) = big(low..m) · big(m+1..high)``.

    `kind` is ``sum`` or ``prod`` of scalars, ``chain`` or ``map_sum`` of maps; the part with the
    greater indices comes first in a chain.  Sound because the two ranges partition the one.
    """
    _holds(lower, say.at_most(low, cut_at + ONE), "split")
    _holds(upper, say.at_most(cut_at, high), "split")
    if kind in ("sum", "prod"):
        build: Any = summation if kind == "sum" else product
        first, second = build(name, low, cut_at, body), build(name, cut_at + ONE, high, body)
        joined = first + second if kind == "sum" else first * second
        return say.equal(build(name, low, high, body), joined)
    _need(kind in ("chain", "map_sum"), "split", f"the kind {kind!r} is unknown.")
    link: Any = chain if kind == "chain" else map_sum
    first, second = link(name, low, cut_at, body), link(name, cut_at + ONE, high, body)
    joined = compose(second, first) if kind == "chain" else first + second
    return say.same_map(link(name, low, high, body), joined)


@rule
def split_power(
    base: Scalar, first: Scalar, second: Scalar, one: Theorem, two: Theorem
) -> Judgement:
    """``0 <= m`` and ``0 <= n`` give ``a^(m+n) = a^m · a^n``; else an a of 0 stands in the way."""
    _holds(one, say.at_most(ZERO, first), "split_power")
    _holds(two, say.at_most(ZERO, second), "split_power")
    return say.equal(power(base, first + second), power(base, first) * power(base, second))


@rule
def power_sign(theorem: Theorem, exponent: Scalar) -> Judgement:
    """``0 <= a`` gives ``0 <= a^n`` and ``0 < a`` gives ``0 < a^n``, for every integer n."""
    low, base = _parts(theorem, "power_sign", "<=", "<")
    _need(low == ZERO, "power_sign", f"{theorem.judgement} does not compare with 0.")
    return Judgement(theorem.judgement.kind, (ZERO, power(base, exponent)))


@rule
def congruence(kind: str, theorem: Theorem) -> Judgement:
    """``for all i: a_i = b_i`` gives ``big a = big b``; `kind` as in `split`."""
    bound, low, high, body = _parts(theorem, "congruence", "every")
    _need(body.kind in ("=", "map="), "congruence", f"{body} is not an equation.")
    scalar = body.kind == "="
    _need(kind in (("sum", "prod") if scalar else ("chain", "map_sum")), "congruence", kind)
    if scalar:
        big: Any = summation if kind == "sum" else product
        return say.equal(*(big(bound, low, high, side) for side in body.parts))
    link: Any = chain if kind == "chain" else map_sum
    return say.same_map(*(link(bound, low, high, side) for side in body.parts))


@rule
def monotone(kind: str, theorem: Theorem) -> Judgement:
    """``for all i: a_i <= b_i`` gives ``Σ a <= Σ b``.

    With `kind` ``prod``, ``for all i: 0 <= b_i`` gives ``0 <= Π b``.  Sound term by term, and an
    empty sum is 0, an empty product 1.
    """
    bound, low, high, body = _parts(theorem, "monotone", "every")
    _need(body.kind in ("<=", "<"), "monotone", f"{body} is not an inequality.")
    left, right = body.parts
    if kind == "prod":
        _need(left == ZERO, "monotone", "a product is compared with 0 only.")
        return say.at_most(ZERO, product(bound, low, high, right))
    _need(kind == "sum", "monotone", f"the kind {kind!r} is unknown.")
    return say.at_most(*(summation(bound, low, high, side) for side in (left, right)))


# ---------------------------------------------------------------- norms of maps


@rule
def norm_zero(metric: str, zero: MapTerm) -> Judgement:
    """``⊢ ‖0‖ <= 0``: reflexivity, since maps with the same normal form differ by 0."""
    _need(zero.is_zero, "norm_zero", f"{zero} is not the zero map.")
    return say.norm_at_most(metric, zero, ZERO)


@rule
def norm_add(first: Theorem, second: Theorem) -> Judgement:
    """``‖f‖ <= a`` and ``‖g‖ <= b`` give ``‖f + g‖ <= a + b``: the triangle inequality."""
    metric, f, a = _parts(first, "norm_add", "norm")
    other, g, b = _parts(second, "norm_add", "norm")
    _need(metric == other, "norm_add", f"norms in {metric} and in {other}.")
    return say.norm_at_most(metric, f + g, a + b)


@rule
def norm_scale(factor: Scalar, theorem: Theorem) -> Judgement:
    """``‖f‖ <= a`` gives ``‖c f‖ <= |c| a`` for a rational c; with c = -1 it is symmetry."""
    metric, f, a = _parts(theorem, "norm_scale", "norm")
    value = factor.constant
    if value is None:
        raise RuleError("norm_scale", f"the sign of {factor} is not known.")
    return say.norm_at_most(metric, f.scale(factor), number(abs(value)) * a)


@rule
def raise_bound(theorem: Theorem, bound: Theorem) -> Judgement:
    """A norm, Lipschitz, growth or push bound by a, and ``a <= b``, give the bound by b."""
    parts = _parts(theorem, "raise_bound", "norm", "lipschitz", "growth", "push")
    low, high = _parts(bound, "raise_bound", "<=", "=")
    _need(low == parts[-1], "raise_bound", f"{low} is not the bound {parts[-1]}.")
    return Judgement(theorem.judgement.kind, (*parts[:-1], high))


@rule
def bound_is_nonnegative(theorem: Theorem) -> Judgement:
    """A norm, Lipschitz, growth or push bound by a gives ``0 <= a``, which is part of it."""
    parts = _parts(theorem, "bound_is_nonnegative", "norm", "lipschitz", "growth", "push")
    return say.at_most(ZERO, parts[-1])


@rule
def postcompose(lip: Theorem, distance: Theorem, left: MapTerm, right: MapTerm) -> Judgement:
    """``Lip(f) <= K`` and ``‖x - y‖ <= e`` give ``‖f∘x - f∘y‖ <= K e``: it holds pointwise."""
    f, constant = _parts(lip, "postcompose", "lipschitz")
    metric, difference, e = _parts(distance, "postcompose", "norm")
    if left - right != difference:
        raise RuleError("postcompose", f"{difference} is not {left} - {right}.")
    return say.norm_at_most(metric, compose(f, left) - compose(f, right), constant * e)


@rule
def postcompose_growth(bounded: Theorem, size: Theorem) -> Judgement:
    """``|f(x)| <= K |x|`` and ``‖x‖ <= e`` give ``‖f∘x‖ <= K e``: it holds pointwise."""
    f, constant = _parts(bounded, "postcompose_growth", "growth")
    metric, x, e = _parts(size, "postcompose_growth", "norm")
    return say.norm_at_most(metric, compose(f, x), constant * e)


@rule
def perturb_layers(layers: tuple[tuple[Any, ...], ...]) -> Judgement:
    """``Lip(v_i) <= K_i`` and ``‖u_i - v_i‖_sup <= e_i`` for each layer bound what all of them do.

    A layer is ``(Lip theorem, distance theorem, u, v)``, the first applied first.  Concludes
    ``‖u_n∘…∘u_1 - v_n∘…∘v_1‖_sup <= Σ_j (Π_{i>j} K_i) e_j``.  It is `precompose`, `postcompose`
    and `norm_add`, once a layer: what layer j adds stays e_j after u_{j-1}∘…∘u_1, and each later
    layer multiplies it by K_i at the most.
    """
    _need(len(layers) > 0, "perturb_layers", "no layer.")
    steps, moved, steady = [], [], []
    for layer in layers:
        _need(len(layer) == 4, "perturb_layers", "a layer that is not of four parts.")
        lip, distance, u, v = layer
        f, constant = _parts(lip, "perturb_layers", "lipschitz")
        metric, difference, error = _parts(distance, "perturb_layers", "norm")
        _need(metric == "sup" and f == v, "perturb_layers", "a layer of other maps or norms.")
        _need(u - v == difference, "perturb_layers", "a distance of other maps.")
        steps.append((constant, error))
        moved.append(u)
        steady.append(v)
    while len(steps) > 1:
        pairs = zip(steps[::2], steps[1::2], strict=False)
        steps = [(d * b, d * c + e) for (b, c), (d, e) in pairs] + steps[len(steps) & ~1 :]
    chains = (compose_all(tuple(reversed(side))) for side in (moved, steady))
    return say.norm_at_most("sup", next(chains) - next(chains), steps[0][1])


@rule
def precompose(distance: Theorem, inner: MapTerm) -> Judgement:
    """``‖f‖_sup <= e`` gives ``‖f∘h‖_sup <= e``.

    In the sup metric only: h may gather the mass of its domain where f is large, which a supremum
    cannot see and an integral can.
    """
    metric, f, e = _parts(distance, "precompose", "norm")
    _need(metric == "sup", "precompose", f"in {metric} it needs a push-forward bound.")
    return say.norm_at_most("sup", compose(f, inner), e)


@rule
def precompose_pushed(distance: Theorem, pushed: Theorem) -> Judgement:
    """``‖f‖_L_alpha <= e`` and ``Push(h) <= P`` give ``‖f∘h‖_L_alpha <= P e``: what Push says."""
    metric, f, e = _parts(distance, "precompose_pushed", "norm")
    inner, constant = _parts(pushed, "precompose_pushed", "push")
    _need(metric == "L_alpha", "precompose_pushed", f"a norm in {metric}.")
    return say.norm_at_most("L_alpha", compose(f, inner), constant * e)


@rule
def integrate(distance: Theorem) -> Judgement:
    """``‖f‖_sup <= e`` gives ``‖f‖_L_alpha <= e``, since the measure has total mass one."""
    metric, f, e = _parts(distance, "integrate", "norm")
    _need(metric == "sup", "integrate", f"a norm in {metric}.")
    return say.norm_at_most("L_alpha", f, e)


# ---------------------------------------------------------------- Lipschitz, growth, push, linear


@rule
def lipschitz_rigid(term: MapTerm) -> Judgement:
    """``⊢ Lip(id) <= 1`` and ``⊢ Lip(0) <= 0``."""
    one = term.single
    trivial = one is not None and not one.factors
    _need(trivial or term.is_zero, "lipschitz_rigid", f"{term} is neither identity nor zero.")
    return say.lipschitz(term, ONE if trivial else ZERO)


@rule
def follow(outer: Theorem, inner: Theorem) -> Judgement:
    """Bounds K of f and L of g give K L for ``f∘g``: Lipschitz, growth or push alike."""
    f, first = _parts(outer, "follow", "lipschitz", "growth", "push")
    g, second = _parts(inner, "follow", "lipschitz", "growth", "push")
    kind = outer.judgement.kind
    _need(kind == inner.judgement.kind, "follow", "the premises are of different kinds.")
    return Judgement(kind, (compose(f, g), first * second))


@rule
def lipschitz_add(first: Theorem, second: Theorem) -> Judgement:
    """``Lip(f) <= K`` and ``Lip(g) <= M`` give ``Lip(f + g) <= K + M``."""
    f, k = _parts(first, "lipschitz_add", "lipschitz")
    g, m = _parts(second, "lipschitz_add", "lipschitz")
    return say.lipschitz(f + g, k + m)


@rule
def lipschitz_scale(factor: Scalar, theorem: Theorem) -> Judgement:
    """``Lip(f) <= K`` gives ``Lip(c f) <= |c| K`` for a rational c."""
    f, k = _parts(theorem, "lipschitz_scale", "lipschitz")
    value = factor.constant
    if value is None:
        raise RuleError("lipschitz_scale", f"the sign of {factor} is not known.")
    return say.lipschitz(f.scale(factor), number(abs(value)) * k)


@rule
def lipschitz_matrix(term: MapTerm, bound: Fraction) -> Judgement:
    """``⊢ Lip(A) <= c`` for a rational matrix A between spaces of the same norm 1, 2 or inf.

    Checked in exact arithmetic: column sums for 1, row sums for inf, and for 2 that ``c² I - AᵀA``
    is positive semidefinite, by elimination.
    """
    rows, norm = _entries(term, "lipschitz_matrix")
    _need(bound >= 0, "lipschitz_matrix", f"the bound {bound} is negative.")
    if norm == "2":
        gram = [
            [sum((r[i] * r[j] for r in rows), Fraction(0)) for j in range(len(rows[0]))]
            for i in range(len(rows[0]))
        ]
        shifted = [
            [(bound * bound if i == j else 0) - x for j, x in enumerate(row)]
            for i, row in enumerate(gram)
        ]
        fits = _is_semidefinite(shifted)
    else:
        lines = rows if norm == "inf" else [list(c) for c in zip(*rows, strict=True)]
        fits = norm != "any" and all(sum(map(abs, line)) <= bound for line in lines)
    _need(fits, "lipschitz_matrix", f"{bound} is no bound of the operator norm {norm}.")
    return say.lipschitz(term, number(bound))


def _entries(term: MapTerm, name: str) -> tuple[list[list[Fraction]], str]:
    one = term.single
    atom = one.factors[0] if one and len(one.factors) == 1 and one.tail is None else None
    if atom is None or atom.kind != "matrix" or not atom.args or atom.dom.norm != atom.cod.norm:
        raise RuleError(name, f"{term} is not a matrix between spaces of the same norm.")
    width = int(atom.dom.dims[0].constant or 0)
    flat = [a.constant or Fraction(0) for a in atom.args]
    return [flat[k : k + width] for k in range(0, len(flat), width)], atom.dom.norm


def _is_semidefinite(a: list[list[Fraction]]) -> bool:
    """Symmetric elimination: a pivot is positive, or zero with a zero row."""
    a = [list(row) for row in a]
    for k in range(len(a)):
        if a[k][k] < 0 or (a[k][k] == 0 and any(a[k][k:])):
            return False
        for i in range(k + 1, len(a)) if a[k][k] else ():
            ratio = a[i][k] / a[k][k]
            a[i] = [x - ratio * y for x, y in zip(a[i], a[k], strict=True)]
    return True


@rule
def growth_from_lipschitz(lip: Theorem, rest: Theorem) -> Judgement:
    """``Lip(f) <= K`` and ``f∘0 = 0``, or f linear, give ``|f(x)| <= K |x|``."""
    f, k = _parts(lip, "growth_from_lipschitz", "lipschitz")
    if rest.judgement.kind == "linear":
        _need(rest.judgement.parts == (f,), "growth_from_lipschitz", "linearity of another map.")
    else:
        left, right = _parts(rest, "growth_from_lipschitz", "map=")
        at_zero = left == compose(f, zero_map(left.dom, f.dom)) and right.is_zero
        _need(at_zero, "growth_from_lipschitz", f"{rest.judgement} is not f∘0 = 0.")
    return say.growth(f, k)


@rule
def lipschitz_from_growth(bounded: Theorem, additive: Theorem) -> Judgement:
    """``|f(x)| <= K |x|`` and f linear give ``Lip(f) <= K``: apply the first to differences."""
    f, k = _parts(bounded, "lipschitz_from_growth", "growth")
    _holds(additive, say.linear(f), "lipschitz_from_growth")
    return say.lipschitz(f, k)


@rule
def growth_rigid(term: MapTerm) -> Judgement:
    """``⊢ |id(x)| <= 1·|x|``."""
    one = term.single
    _need(one is not None and not one.factors, "growth_rigid", f"{term} is not the identity.")
    return say.growth(term, ONE)


@rule
def push_rigid(term: MapTerm) -> Judgement:
    """``⊢ Push(id) <= 1``."""
    one = term.single
    _need(one is not None and not one.factors, "push_rigid", f"{term} is not the identity.")
    return say.push_forward(term, ONE)


@rule
def linear_combine(term: MapTerm, premises: tuple[Theorem, ...]) -> Judgement:
    """Sums, multiples and compositions of linear maps, identity and matrices are linear."""
    known = {p.judgement.parts[0].key for p in premises if p.judgement.kind == "linear"}

    def is_linear(part: MapTerm) -> bool:
        if part.key in known:
            return True
        for composite, _ in part.terms:
            for atom in composite.factors:
                alone = MapTerm(atom.dom, atom.cod, {type(composite)((atom,)): ONE})
                if atom.kind != "matrix" and alone.key not in known:
                    return False
            if composite.tail is not None and not is_linear(composite.tail):
                return False
        return True

    _need(is_linear(term), "linear_combine", f"a part of {term} is not known to be linear.")
    return say.linear(term)


@rule
def distribute(additive: Theorem, inner: MapTerm) -> Judgement:
    """f linear gives ``f∘(Σ c_k x_k) = Σ c_k f∘x_k``."""
    (f,) = _parts(additive, "distribute", "linear")
    total = zero_map(inner.dom, f.cod)
    for part, coeff in inner.terms:
        total = total + compose(f, MapTerm(inner.dom, inner.cod, {part: ONE})).scale(coeff)
    return say.same_map(compose(f, inner), total)


close_rules()
