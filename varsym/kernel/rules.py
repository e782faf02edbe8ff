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
    """``J ⊢ J``.  Take `judgement` as a hypothesis; sound because it stays visible as one.

    Parameters
    ----------
    judgement : Judgement

    Raises
    ------
    RuleError
        When it is no judgement.

    Examples
    --------
    >>> from varsym.kernel import at_most, real, rules
    >>> print(rules.assume(at_most(real("a"), real("b"))))
    a <= b ⊢ a <= b
    """
    _need(type(judgement) is Judgement, "assume", "only a judgement can be assumed.")
    return Draft(judgement, hypotheses=frozenset((judgement,)))


@rule
def cite(source: str, judgement: Judgement) -> Draft:
    """``⊢ J  [cited: source]``.  Take it from the literature; the citation never leaves.

    Sound because whatever rests on it says so.

    Parameters
    ----------
    source : str
        Who proved it, and where; not empty.
    judgement : Judgement

    Raises
    ------
    RuleError
        When the source is empty, or the other is no judgement.

    Examples
    --------
    >>> from varsym.kernel import at_most, real, rules
    >>> print(rules.cite("Banach 1922", at_most(real("a"), real("b"))))
    ; cited 'Banach 1922': a <= b ⊢ a <= b
    """
    _need(bool(source) and type(judgement) is Judgement, "cite", "a source and a judgement.")
    return Draft(judgement, citations=frozenset(((source, judgement),)))


@rule
def oracle(producer: str, judgement: Judgement) -> Draft:
    """``⊢ J  [oracle: producer]``.  Take `judgement` from a program; the mark never leaves.

    Sound because whatever rests on it says so.

    Parameters
    ----------
    producer : str
        The program; not empty.
    judgement : Judgement

    Raises
    ------
    RuleError
        When the producer is empty, or the other is no judgement.

    Examples
    --------
    >>> from varsym.kernel import at_most, real, rules
    >>> print(rules.oracle("a program", at_most(real("a"), real("b"))))
    ; oracle 'a program': a <= b ⊢ a <= b
    """
    _need(bool(producer) and type(judgement) is Judgement, "oracle", "a producer and a judgement.")
    return Draft(judgement, oracles=frozenset(((producer, judgement),)))


@rule
def weaken(theorem: Theorem, judgement: Judgement) -> Draft:
    """``Γ ⊢ J`` gives ``Γ, H ⊢ J``.  Sound because a further hypothesis takes nothing away.

    Parameters
    ----------
    theorem : Theorem
    judgement : Judgement
        H.

    Raises
    ------
    RuleError
        When the second is no judgement.

    Examples
    --------
    >>> from varsym.kernel import ZERO, at_most, real, rules
    >>> print(rules.weaken(rules.order("=", ZERO, ZERO, ()), at_most(ZERO, real("a"))))
    0 <= a ⊢ 0 = 0
    """
    _need(type(judgement) is Judgement, "weaken", "only a judgement can be a hypothesis.")
    return Draft(theorem.judgement, hypotheses=theorem.hypotheses | {judgement})


@rule
def cut(lemma: Theorem, theorem: Theorem) -> Draft:
    """``Γ ⊢ J`` and ``Δ, J ⊢ C`` give ``Γ, Δ ⊢ C``: discharge a hypothesis that is proved.

    Sound because J holds wherever Γ does.

    Parameters
    ----------
    lemma : Theorem
        Its conclusion is J.
    theorem : Theorem
        J is among its hypotheses.

    Raises
    ------
    RuleError
        When J is no hypothesis of the theorem.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.kernel import ONE, ZERO, rules
    >>> one = rules.order("<=", ZERO, ONE, ((Fraction(1), ONE, ()),))
    >>> print(rules.cut(one, rules.assume(one.judgement)))
     ⊢ 0 <= 1
    """
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

    Parameters
    ----------
    theorem : Theorem
    changes : tuple of tuple
        As above, one for each variable that is replaced.

    Raises
    ------
    RuleError
        When a change is malformed, or a variable has two.
    TermError
        When an index becomes what is no integer, or a map one of another shape.

    Examples
    --------
    >>> from varsym.kernel import ZERO, at_most, number, real, rules
    >>> theorem = rules.assume(at_most(ZERO, real("a")))
    >>> print(rules.instantiate(theorem, (("real", "a", (), number(2)),)))
    0 <= 2 ⊢ 0 <= 2
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
    """``Γ, low <= i, i <= high ⊢ J`` gives ``Γ ⊢ for all low <= i <= high: J``; i not free in Γ.

    Sound because nothing but its range was assumed about i.

    Parameters
    ----------
    theorem : Theorem
    name : str
        The index i.
    low, high : Scalar
        Integers, both included.

    Raises
    ------
    RuleError
        When i is free in an end, or in what is left of hypotheses, citations and oracles.

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, index, rules
    >>> i, n = index("i"), index("n")
    >>> print(rules.generalise(rules.assume(at_most(i, n)), "i", ONE, n))
     ⊢ for all 1 <= @0 <= n: @0 <= n
    """
    i = index_atom(name)
    _need(name not in low.free | high.free, "generalise", f"{name} is free in the ends.")
    draft = _settled(name, theorem, (say.at_most(low, i), say.at_most(i, high)), "generalise")
    return Draft(say.every(name, low, high, theorem.judgement), draft.hypotheses)


@rule
def specialise(theorem: Theorem, value: Scalar, lower: Theorem, upper: Theorem) -> Judgement:
    """``for all low <= i <= high: J``, ``low <= e``, ``e <= high`` give ``J[e]``; e an integer.

    Sound because e is one of the integers from low to high.

    Parameters
    ----------
    theorem : Theorem
        For all i.
    value : Scalar
        e.
    lower, upper : Theorem
        That e is in the range.

    Raises
    ------
    RuleError
        When e is no integer, or a premise is not the one that is needed.

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, every, index, real, rules
    >>> n, b = index("n"), real("b")
    >>> theorem = rules.assume(every("i", ONE, n, at_most(real("a", index("i")), b)))
    >>> ends = rules.order("<=", ONE, ONE, ()), rules.assume(at_most(ONE, n))
    >>> print(rules.specialise(theorem, ONE, *ends))
    1 <= n, for all 1 <= @0 <= n: a[@0] <= b ⊢ a[1] <= b
    """
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

    Parameters
    ----------
    name : str
        The index n.
    claim : Judgement
        J, with n free in it.
    low, high : Scalar
        Integers, both included.
    base : Theorem
        J[low].
    step : Theorem
        J[n + 1].

    Raises
    ------
    RuleError
        When base or step prove something else, or n is free where it may not be.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.kernel import ONE, ZERO, at_most, index, rules
    >>> n, end = index("n"), index("end")
    >>> claim = at_most(ZERO, n)
    >>> base = rules.order("<=", ZERO, ZERO, ())
    >>> step = rules.order(
    ...     "<=",
    ...     ZERO,
    ...     n + ONE,
    ...     ((Fraction(1), ONE, (rules.assume(claim),)), (Fraction(1), ONE, ())),
    ... )
    >>> print(rules.induction("n", claim, ZERO, end, base, step))
     ⊢ for all 0 <= @0 <= end: 0 <= @0
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

    `template` is J with the free variable `name` where a is to be replaced.  Sound by the law of
    Leibniz: equals for equals, at any depth.

    Parameters
    ----------
    theorem : Theorem
        J[x := a].
    template : Judgement
        J, with x free in it.
    name : str
        The variable x, a real one or a map without indices.
    equation : Theorem
        ``a = b``.

    Raises
    ------
    RuleError
        When the theorem is not the template with a for x, or the other no equation.

    Examples
    --------
    >>> from varsym.kernel import at_most, equal, real, rules
    >>> a, b, c, x = (real(name) for name in "abcx")
    >>> theorem, equation = rules.assume(at_most(a, c)), rules.assume(equal(a, b))
    >>> print(rules.replace(theorem, at_most(x, c), "x", equation).judgement)
    b <= c
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
    """``⊢ f = f``.  Sound since equality is reflexive.

    Parameters
    ----------
    term : MapTerm
        f.

    Raises
    ------
    RuleError
        When it is no map.

    Examples
    --------
    >>> from varsym.kernel import POINT, identity, rules
    >>> print(rules.same(identity(POINT)))
     ⊢ id = id
    """
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

    Sound because the sum is checked as an identity of polynomials, which holds for all values.

    Parameters
    ----------
    op : {"=", "<=", "<"}
    left, right : Scalar
    summands : tuple of tuple
        As above.

    Raises
    ------
    RuleError
        When a summand is malformed, a weight negative, the sum another, or the relation not
        reached.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.kernel import ZERO, real, rules
    >>> a = real("a")
    >>> print(rules.order("<=", ZERO, a * a, ((Fraction(1), a, ()),)))
     ⊢ 0 <= a^2
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
    """``0 < a`` or ``a < 0`` gives ``a · 1/a = 1``.

    Sound by what a reciprocal is; an a that may vanish has none, and 1/0 = 0 here.

    Parameters
    ----------
    nonzero : Theorem
        That a is above, or below, 0.

    Raises
    ------
    RuleError
        When it is no strict comparison with 0.

    Examples
    --------
    >>> from varsym.kernel import ZERO, below, real, rules
    >>> print(rules.reciprocal(rules.assume(below(ZERO, real("a")))))
    0 < a ⊢ a*1/(a) = 1
    """
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

    Parameters
    ----------
    kind : {"sum", "prod", "chain", "map_sum"}
    name : str
        The index, free in the body.
    low, cut_at, high : Scalar
        Integers; the first part ends with m, `cut_at`.
    body : Scalar or MapTerm
    lower, upper : Theorem
        ``low <= m+1`` and ``m <= high``.

    Raises
    ------
    RuleError
        When a premise is another, or the kind unknown.

    Examples
    --------
    >>> from varsym.kernel import ONE, ZERO, at_most, index, real, rules
    >>> n = index("n")
    >>> ends = (rules.assume(at_most(ONE, n + ONE)), rules.assume(at_most(n, n + ONE)))
    >>> print(rules.split("sum", "i", ONE, n, n + ONE, real("a", index("i")), *ends).judgement)
    Sum(a[@0], @0=1..1 + n) = a[1 + n] + Sum(a[@0], @0=1..n)
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
    """``0 <= m`` and ``0 <= n`` give ``a^(m+n) = a^m · a^n``.

    Sound by counting factors; with a negative exponent an a of 0 stands in the way.

    Parameters
    ----------
    base : Scalar
        a.
    first, second : Scalar
        The integers m and n.
    one, two : Theorem
        ``0 <= m`` and ``0 <= n``.

    Raises
    ------
    RuleError
        When a premise is another.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.kernel import ONE, ZERO, at_most, index, real, rules
    >>> one = rules.order("<=", ZERO, ONE, ((Fraction(1), ONE, ()),))
    >>> n = rules.assume(at_most(ZERO, index("n")))
    >>> print(rules.split_power(real("a"), index("n"), ONE, n, one).judgement)
    (a)^(1 + n) = a*(a)^(n)
    """
    _holds(one, say.at_most(ZERO, first), "split_power")
    _holds(two, say.at_most(ZERO, second), "split_power")
    return say.equal(power(base, first + second), power(base, first) * power(base, second))


@rule
def power_sign(theorem: Theorem, exponent: Scalar) -> Judgement:
    """``0 <= a`` gives ``0 <= a^n`` and ``0 < a`` gives ``0 < a^n``, for every integer n.

    Sound because products and reciprocals of numbers of a sign have it, and 1/0 = 0.

    Parameters
    ----------
    theorem : Theorem
        ``0 <= a`` or ``0 < a``.
    exponent : Scalar
        The integer n, of either sign.

    Raises
    ------
    RuleError
        When the theorem does not compare with 0.

    Examples
    --------
    >>> from varsym.kernel import ZERO, below, index, real, rules
    >>> print(rules.power_sign(rules.assume(below(ZERO, real("a"))), index("n")))
    0 < a ⊢ 0 < (a)^(n)
    """
    low, base = _parts(theorem, "power_sign", "<=", "<")
    _need(low == ZERO, "power_sign", f"{theorem.judgement} does not compare with 0.")
    return Judgement(theorem.judgement.kind, (ZERO, power(base, exponent)))


@rule
def congruence(kind: str, theorem: Theorem) -> Judgement:
    """``for all i: a_i = b_i`` gives ``big a = big b``; `kind` as in `split`.

    Sound because sums, products and chains take their terms one by one.

    Parameters
    ----------
    kind : {"sum", "prod", "chain", "map_sum"}
    theorem : Theorem
        For all i.

    Raises
    ------
    RuleError
        When it is no equation for all i, or one of another kind.

    Examples
    --------
    >>> from varsym.kernel import ONE, equal, every, index, real, rules
    >>> equation = equal(real("a", index("i")), real("b", index("i")))
    >>> theorem = rules.assume(every("i", ONE, index("n"), equation))
    >>> print(rules.congruence("sum", theorem).judgement)
    Sum(a[@0], @0=1..n) = Sum(b[@0], @0=1..n)
    """
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

    Parameters
    ----------
    kind : {"sum", "prod"}
    theorem : Theorem
        For all i.

    Raises
    ------
    RuleError
        When it is no inequality for all i, or for a product not one with 0.

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, every, index, real, rules
    >>> inequality = at_most(real("a", index("i")), real("b", index("i")))
    >>> theorem = rules.assume(every("i", ONE, index("n"), inequality))
    >>> print(rules.monotone("sum", theorem).judgement)
    Sum(a[@0], @0=1..n) <= Sum(b[@0], @0=1..n)
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
    """``⊢ ‖0‖ <= 0``.  Sound by reflexivity: maps with the same normal form differ by 0.

    Parameters
    ----------
    metric : {"sup", "L_alpha"}
    zero : MapTerm

    Raises
    ------
    RuleError
        When the map is not zero.

    Examples
    --------
    >>> from varsym.kernel import POINT, rules, zero_map
    >>> print(rules.norm_zero("sup", zero_map(POINT, POINT)))
     ⊢ ‖0‖_sup <= 0
    """
    _need(zero.is_zero, "norm_zero", f"{zero} is not the zero map.")
    return say.norm_at_most(metric, zero, ZERO)


@rule
def norm_add(first: Theorem, second: Theorem) -> Judgement:
    """``‖f‖ <= a`` and ``‖g‖ <= b`` give ``‖f + g‖ <= a + b``.  Sound by the triangle inequality.

    Parameters
    ----------
    first, second : Theorem
        Of maps between the same spaces, in one metric.

    Raises
    ------
    RuleError
        When a premise bounds no norm, or the metrics differ.
    TermError
        When the shapes differ.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, real, rules
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> first = rules.assume(norm_at_most("sup", f, real("a")))
    >>> second = rules.assume(norm_at_most("sup", g, real("b")))
    >>> print(rules.norm_add(first, second).judgement)
    ‖f + g‖_sup <= a + b
    """
    metric, f, a = _parts(first, "norm_add", "norm")
    other, g, b = _parts(second, "norm_add", "norm")
    _need(metric == other, "norm_add", f"norms in {metric} and in {other}.")
    return say.norm_at_most(metric, f + g, a + b)


@rule
def norm_scale(factor: Scalar, theorem: Theorem) -> Judgement:
    """``‖f‖ <= a`` gives ``‖c f‖ <= |c| a`` for a rational c; with c = -1 it is symmetry.

    Sound because norms are homogeneous.

    Parameters
    ----------
    factor : Scalar
        c.
    theorem : Theorem

    Raises
    ------
    RuleError
        When the premise bounds no norm, or c is no known rational.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, number, real, rules
    >>> theorem = rules.assume(norm_at_most("sup", map_variable("f", (), POINT, POINT), real("a")))
    >>> print(rules.norm_scale(number(-2), theorem).judgement)
    ‖(-2)*f‖_sup <= 2*a
    """
    metric, f, a = _parts(theorem, "norm_scale", "norm")
    value = factor.constant
    if value is None:
        raise RuleError("norm_scale", f"the sign of {factor} is not known.")
    return say.norm_at_most(metric, f.scale(factor), number(abs(value)) * a)


@rule
def raise_bound(theorem: Theorem, bound: Theorem) -> Judgement:
    """A norm, Lipschitz, growth or push bound by a, and ``a <= b``, give the bound by b.

    Sound because the order of the reals is transitive.

    Parameters
    ----------
    theorem : Theorem
        The bound by a.
    bound : Theorem
        ``a <= b`` or ``a = b``.

    Raises
    ------
    RuleError
        When a premise is of another kind, or the second not about a.

    Examples
    --------
    >>> from varsym.kernel import POINT, at_most, lipschitz, map_variable, real, rules
    >>> theorem = rules.assume(lipschitz(map_variable("f", (), POINT, POINT), real("a")))
    >>> print(rules.raise_bound(theorem, rules.assume(at_most(real("a"), real("b")))).judgement)
    Lip(f) <= b
    """
    parts = _parts(theorem, "raise_bound", "norm", "lipschitz", "growth", "push")
    low, high = _parts(bound, "raise_bound", "<=", "=")
    _need(low == parts[-1], "raise_bound", f"{low} is not the bound {parts[-1]}.")
    return Judgement(theorem.judgement.kind, (*parts[:-1], high))


@rule
def bound_is_nonnegative(theorem: Theorem) -> Judgement:
    """A norm, Lipschitz, growth or push bound by a gives ``0 <= a``.

    Sound because that is part of what the judgement says.

    Parameters
    ----------
    theorem : Theorem

    Raises
    ------
    RuleError
        When it is none of these.

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, real, rules
    >>> theorem = rules.assume(lipschitz(map_variable("f", (), POINT, POINT), real("K")))
    >>> print(rules.bound_is_nonnegative(theorem).judgement)
    0 <= K
    """
    parts = _parts(theorem, "bound_is_nonnegative", "norm", "lipschitz", "growth", "push")
    return say.at_most(ZERO, parts[-1])


@rule
def postcompose(lip: Theorem, distance: Theorem, left: MapTerm, right: MapTerm) -> Judgement:
    """``Lip(f) <= K`` and ``‖x - y‖ <= e`` give ``‖f∘x - f∘y‖ <= K e``.

    Sound because it holds at each point, and so in both metrics.

    Parameters
    ----------
    lip : Theorem
    distance : Theorem
    left, right : MapTerm
        x and y.

    Raises
    ------
    RuleError
        When a premise is of another kind, or the distance not that of x and y.
    TermError
        When f does not take what x and y give.

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, norm_at_most, real, rules
    >>> f, x, y = (map_variable(name, (), POINT, POINT) for name in "fxy")
    >>> lip = rules.assume(lipschitz(f, real("K")))
    >>> distance = rules.assume(norm_at_most("sup", x - y, real("e")))
    >>> print(rules.postcompose(lip, distance, x, y).judgement)
    ‖f∘x - f∘y‖_sup <= K*e
    """
    f, constant = _parts(lip, "postcompose", "lipschitz")
    metric, difference, e = _parts(distance, "postcompose", "norm")
    if left - right != difference:
        raise RuleError("postcompose", f"{difference} is not {left} - {right}.")
    return say.norm_at_most(metric, compose(f, left) - compose(f, right), constant * e)


@rule
def postcompose_growth(bounded: Theorem, size: Theorem) -> Judgement:
    """``|f(x)| <= K |x|`` and ``‖x‖ <= e`` give ``‖f∘x‖ <= K e``.

    Sound because it holds at each point, and so in both metrics.

    Parameters
    ----------
    bounded : Theorem
    size : Theorem

    Raises
    ------
    RuleError
        When a premise is of another kind.
    TermError
        When f does not take what x gives.

    Examples
    --------
    >>> from varsym.kernel import POINT, growth, map_variable, norm_at_most, real, rules
    >>> f, x = (map_variable(name, (), POINT, POINT) for name in "fx")
    >>> size = rules.assume(norm_at_most("sup", x, real("e")))
    >>> print(rules.postcompose_growth(rules.assume(growth(f, real("K"))), size).judgement)
    ‖f∘x‖_sup <= K*e
    """
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

    Sound as a shorthand for those rules; the theorem is Lemma 6.3's, for any number of layers.

    Parameters
    ----------
    layers : tuple of tuple
        At least one; layers of four parts, as above.

    Raises
    ------
    RuleError
        When there is no layer, one has not four parts, or its theorems are of other maps or norms.
    TermError
        When a layer does not take what the one before gives.

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, norm_at_most, real, rules
    >>> u, v = (map_variable(name, (), POINT, POINT) for name in "uv")
    >>> lip = rules.assume(lipschitz(v, real("K")))
    >>> distance = rules.assume(norm_at_most("sup", u - v, real("e")))
    >>> print(rules.perturb_layers(((lip, distance, u, v),) * 2).judgement)
    ‖u∘u - v∘v‖_sup <= K*e + e
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

    Sound because f∘h takes no value that f does not.

    Parameters
    ----------
    distance : Theorem
    inner : MapTerm
        h.

    Raises
    ------
    RuleError
        When the premise bounds no norm, or one in L_alpha.
    TermError
        When f does not take what h gives.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, real, rules
    >>> f, h = (map_variable(name, (), POINT, POINT) for name in "fh")
    >>> print(rules.precompose(rules.assume(norm_at_most("sup", f, real("e"))), h).judgement)
    ‖f∘h‖_sup <= e
    """
    metric, f, e = _parts(distance, "precompose", "norm")
    _need(metric == "sup", "precompose", f"in {metric} it needs a push-forward bound.")
    return say.norm_at_most("sup", compose(f, inner), e)


@rule
def precompose_pushed(distance: Theorem, pushed: Theorem) -> Judgement:
    """``‖f‖_L_alpha <= e`` and ``Push(h) <= P`` give ``‖f∘h‖_L_alpha <= P e``.

    Sound because that is what Push says.

    Parameters
    ----------
    distance : Theorem
    pushed : Theorem

    Raises
    ------
    RuleError
        When a premise is of another kind, or the norm the sup.
    TermError
        When f does not take what h gives.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, push_forward, real, rules
    >>> f, h = (map_variable(name, (), POINT, POINT) for name in "fh")
    >>> distance = rules.assume(norm_at_most("L_alpha", f, real("e")))
    >>> pushed = rules.assume(push_forward(h, real("P")))
    >>> print(rules.precompose_pushed(distance, pushed).judgement)
    ‖f∘h‖_L_alpha <= P*e
    """
    metric, f, e = _parts(distance, "precompose_pushed", "norm")
    inner, constant = _parts(pushed, "precompose_pushed", "push")
    _need(metric == "L_alpha", "precompose_pushed", f"a norm in {metric}.")
    return say.norm_at_most("L_alpha", compose(f, inner), constant * e)


@rule
def integrate(distance: Theorem) -> Judgement:
    """``‖f‖_sup <= e`` gives ``‖f‖_L_alpha <= e``.  Sound since the measure has total mass one.

    Parameters
    ----------
    distance : Theorem

    Raises
    ------
    RuleError
        When it bounds no norm in sup.

    Examples
    --------
    >>> from varsym.kernel import POINT, map_variable, norm_at_most, real, rules
    >>> f = map_variable("f", (), POINT, POINT)
    >>> print(rules.integrate(rules.assume(norm_at_most("sup", f, real("e")))).judgement)
    ‖f‖_L_alpha <= e
    """
    metric, f, e = _parts(distance, "integrate", "norm")
    _need(metric == "sup", "integrate", f"a norm in {metric}.")
    return say.norm_at_most("L_alpha", f, e)


# ---------------------------------------------------------------- Lipschitz, growth, push, linear


@rule
def lipschitz_rigid(term: MapTerm) -> Judgement:
    """``⊢ Lip(id) <= 1`` and ``⊢ Lip(0) <= 0``.  Sound by definition.

    Parameters
    ----------
    term : MapTerm
        The identity or the zero map.

    Raises
    ------
    RuleError
        When it is neither.

    Examples
    --------
    >>> from varsym.kernel import POINT, identity, rules
    >>> print(rules.lipschitz_rigid(identity(POINT)))
     ⊢ Lip(id) <= 1
    """
    one = term.single
    trivial = one is not None and not one.factors
    _need(trivial or term.is_zero, "lipschitz_rigid", f"{term} is neither identity nor zero.")
    return say.lipschitz(term, ONE if trivial else ZERO)


@rule
def follow(outer: Theorem, inner: Theorem) -> Judgement:
    """Bounds K of f and L of g give K L for ``f∘g``: Lipschitz, growth or push alike.

    Sound by using the one bound at what the other map gives.

    Parameters
    ----------
    outer, inner : Theorem
        Of f and of g.

    Raises
    ------
    RuleError
        When the premises are of other or of different kinds.
    TermError
        When f does not take what g gives.

    Examples
    --------
    >>> from varsym.kernel import POINT, growth, map_variable, real, rules
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> outer, inner = rules.assume(growth(f, real("K"))), rules.assume(growth(g, real("L")))
    >>> print(rules.follow(outer, inner).judgement)
    |(f∘g)(x)| <= (K*L)*|x|
    """
    f, first = _parts(outer, "follow", "lipschitz", "growth", "push")
    g, second = _parts(inner, "follow", "lipschitz", "growth", "push")
    kind = outer.judgement.kind
    _need(kind == inner.judgement.kind, "follow", "the premises are of different kinds.")
    return Judgement(kind, (compose(f, g), first * second))


@rule
def lipschitz_add(first: Theorem, second: Theorem) -> Judgement:
    """``Lip(f) <= K`` and ``Lip(g) <= M`` give ``Lip(f + g) <= K + M``.

    Sound by the triangle inequality.

    Parameters
    ----------
    first, second : Theorem
        Of f and of g.

    Raises
    ------
    RuleError
        When a premise is of another kind.
    TermError
        When the shapes differ.

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, real, rules
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> first, second = rules.assume(lipschitz(f, real("K"))), rules.assume(lipschitz(g, real("M")))
    >>> print(rules.lipschitz_add(first, second).judgement)
    Lip(f + g) <= K + M
    """
    f, k = _parts(first, "lipschitz_add", "lipschitz")
    g, m = _parts(second, "lipschitz_add", "lipschitz")
    return say.lipschitz(f + g, k + m)


@rule
def lipschitz_scale(factor: Scalar, theorem: Theorem) -> Judgement:
    """``Lip(f) <= K`` gives ``Lip(c f) <= |c| K`` for a rational c.

    Sound because norms are homogeneous.

    Parameters
    ----------
    factor : Scalar
        c.
    theorem : Theorem

    Raises
    ------
    RuleError
        When the premise is of another kind, or c no known rational.

    Examples
    --------
    >>> from varsym.kernel import POINT, lipschitz, map_variable, number, real, rules
    >>> theorem = rules.assume(lipschitz(map_variable("f", (), POINT, POINT), real("K")))
    >>> print(rules.lipschitz_scale(number(-2), theorem).judgement)
    Lip((-2)*f) <= 2*K
    """
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

    Sound because these sums are the norms, and |A x| <= c |x| says c² I - AᵀA has no negative
    value.

    Parameters
    ----------
    term : MapTerm
        A, alone.
    bound : Fraction
        c.

    Raises
    ------
    RuleError
        When it is no matrix, the norms of its spaces differ, or c is negative or too small.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from varsym.kernel import Space, matrix, number, rules
    >>> line = Space((number(1),), "2")
    >>> print(rules.lipschitz_matrix(matrix((number(-3),), line, line), Fraction(3)))
     ⊢ Lip(Matrix(1x1)) <= 3
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
    """``Lip(f) <= K`` and ``f∘0 = 0``, or f linear, give ``|f(x)| <= K |x|``.

    Sound by comparing with the value at 0, which is 0.

    Parameters
    ----------
    lip : Theorem
    rest : Theorem
        ``f∘0 = 0``, or that f is linear.

    Raises
    ------
    RuleError
        When a premise is of another kind or about another map.

    Examples
    --------
    >>> from varsym.kernel import POINT, linear, lipschitz, map_variable, real, rules
    >>> f = map_variable("f", (), POINT, POINT)
    >>> lip = rules.assume(lipschitz(f, real("K")))
    >>> print(rules.growth_from_lipschitz(lip, rules.assume(linear(f))).judgement)
    |(f)(x)| <= (K)*|x|
    """
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
    """``|f(x)| <= K |x|`` and f linear give ``Lip(f) <= K``.

    Sound by applying the first to differences.

    Parameters
    ----------
    bounded : Theorem
    additive : Theorem
        That f is linear.

    Raises
    ------
    RuleError
        When a premise is of another kind or about another map.

    Examples
    --------
    >>> from varsym.kernel import POINT, growth, linear, map_variable, real, rules
    >>> f = map_variable("f", (), POINT, POINT)
    >>> bounded = rules.assume(growth(f, real("K")))
    >>> print(rules.lipschitz_from_growth(bounded, rules.assume(linear(f))).judgement)
    Lip(f) <= K
    """
    f, k = _parts(bounded, "lipschitz_from_growth", "growth")
    _holds(additive, say.linear(f), "lipschitz_from_growth")
    return say.lipschitz(f, k)


@rule
def growth_rigid(term: MapTerm) -> Judgement:
    """``⊢ |id(x)| <= 1·|x|``.  Sound by definition.

    Parameters
    ----------
    term : MapTerm
        The identity.

    Raises
    ------
    RuleError
        When it is another map.

    Examples
    --------
    >>> from varsym.kernel import POINT, identity, rules
    >>> print(rules.growth_rigid(identity(POINT)))
     ⊢ |(id)(x)| <= (1)*|x|
    """
    one = term.single
    _need(one is not None and not one.factors, "growth_rigid", f"{term} is not the identity.")
    return say.growth(term, ONE)


@rule
def push_rigid(term: MapTerm) -> Judgement:
    """``⊢ Push(id) <= 1``.  Sound by definition.

    Parameters
    ----------
    term : MapTerm
        The identity.

    Raises
    ------
    RuleError
        When it is another map.

    Examples
    --------
    >>> from varsym.kernel import POINT, identity, rules
    >>> print(rules.push_rigid(identity(POINT)))
     ⊢ Push(id) <= 1
    """
    one = term.single
    _need(one is not None and not one.factors, "push_rigid", f"{term} is not the identity.")
    return say.push_forward(term, ONE)


@rule
def linear_combine(term: MapTerm, premises: tuple[Theorem, ...]) -> Judgement:
    """Linear maps f, g, … give ``⊢ linear(t)`` for a t made of them, identity and matrices.

    Sound because sums, multiples and compositions of linear maps are linear.

    Parameters
    ----------
    term : MapTerm
        t.
    premises : tuple of Theorem
        That the other parts of t are linear.

    Raises
    ------
    RuleError
        When a part is not known to be linear.

    Examples
    --------
    >>> from varsym.kernel import POINT, linear, map_variable, rules
    >>> f, g = (map_variable(name, (), POINT, POINT) for name in "fg")
    >>> premises = (rules.assume(linear(f)), rules.assume(linear(g)))
    >>> print(rules.linear_combine(f @ g + f, premises).judgement)
    linear(f + f∘g)
    """
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
    """f linear gives ``f∘(Σ c_k x_k) = Σ c_k f∘x_k``.

    Sound by definition.

    Parameters
    ----------
    additive : Theorem
        That f is linear.
    inner : MapTerm
        Σ c_k x_k.

    Raises
    ------
    RuleError
        When the premise is of another kind.
    TermError
        When f does not take what the x_k give.

    Examples
    --------
    >>> from varsym.kernel import POINT, linear, map_variable, rules
    >>> f, x, y = (map_variable(name, (), POINT, POINT) for name in "fxy")
    >>> print(rules.distribute(rules.assume(linear(f)), x - y).judgement)
    f∘(x - y) = f∘x - f∘y
    """
    (f,) = _parts(additive, "distribute", "linear")
    total = zero_map(inner.dom, f.cod)
    for part, coeff in inner.terms:
        total = total + compose(f, MapTerm(inner.dom, inner.cod, {part: ONE})).scale(coeff)
    return say.same_map(compose(f, inner), total)


close_rules()
