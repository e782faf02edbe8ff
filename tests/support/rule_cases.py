"""Examples of every rule of the kernel: what it concludes, and what it refuses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from varsym.kernel import (
    ONE,
    ZERO,
    MapTerm,
    Space,
    Theorem,
    at_most,
    below,
    chain,
    equal,
    every,
    growth,
    identity,
    index,
    inverse,
    linear,
    lipschitz,
    map_sum,
    map_variable,
    matrix,
    norm_at_most,
    number,
    power,
    product,
    push_forward,
    real,
    rules,
    same_map,
    summation,
    zero_map,
)

F = Fraction
TWO, HALF = number(2), number(F(1, 2))
a, b, c, d, x, K, L, P = (real(name) for name in ("a", "b", "c", "d", "x", "K", "L", "P"))
i, j, m, n = (index(name) for name in "ijmn")
V, W = Space((real("v"),)), Space((real("w"),))
R1, R2, RI = (Space((TWO,), norm) for norm in ("1", "2", "inf"))
f, g, h, u = (map_variable(name, (), V, V) for name in "fghu")
to_w = map_variable("t", (), V, W)
f_i, g_i = map_variable("f", (i,), V, V), map_variable("g", (i,), V, V)
a_i, b_i = real("a", i), real("b", i)
ID, NIL = identity(V), zero_map(V, V)
hyp = rules.assume


def square(*entries: int, space: Space = R2, cod: Space | None = None) -> MapTerm:
    return matrix(tuple(map(number, entries)), space, cod or space)


def sup(term: MapTerm, bound: Any) -> Theorem:
    return hyp(norm_at_most("sup", term, bound))


def mean(term: MapTerm, bound: Any) -> Theorem:
    return hyp(norm_at_most("L_alpha", term, bound))


le_ab, lt_ab, eq_ab = hyp(at_most(a, b)), hyp(below(a, b)), hyp(equal(a, b))
lip_f, lip_g = hyp(lipschitz(f, K)), hyp(lipschitz(g, L))
lin_f, lin_g = hyp(linear(f)), hyp(linear(g))
grow_f, grow_g = hyp(growth(f, K)), hyp(growth(g, L))
push_f, push_g = hyp(push_forward(f, K)), hyp(push_forward(g, P))
f_is_g = hyp(same_map(f, g))
in_low, in_high = hyp(at_most(ONE, i)), hyp(at_most(i, n))
low_m, m_high = hyp(at_most(ONE, m + ONE)), hyp(at_most(m, n))
all_le = hyp(every("i", ONE, n, at_most(a_i, b_i)))
ZERO_LE_ONE = rules.order("<=", ZERO, ONE, ((F(1), ONE, ()),))
CLAIM = at_most(ZERO, a_i)
BASE = hyp(at_most(ZERO, real("a", ONE)))
# 0 <= a[i] and a[k] <= a[k+1] for 1 <= k <= n-1 give 0 <= a[i+1], while 1 <= i and i+1 <= n
GROWS = every("k", ONE, n - ONE, at_most(real("a", index("k")), real("a", index("k") + ONE)))
NEXT = rules.specialise(
    hyp(GROWS), i, in_low,
    rules.order("<=", i, n - ONE, ((F(1), ONE, (hyp(at_most(i + ONE, n)),)),)),
)  # fmt: skip
CLIMBS = rules.order(
    "<=", ZERO, real("a", i + ONE), ((F(1), ONE, (hyp(CLAIM),)), (F(1), ONE, (NEXT,)))
)
STEP = rules.weaken(rules.cite("S", at_most(ZERO, real("a", i + ONE))), CLAIM)
STEP_FREE = hyp(at_most(ZERO, real("a", i + ONE)))
CITED = rules.cite("S", at_most(a_i, b_i))
COMPUTED = rules.oracle("P", at_most(a_i, b_i))


def nothing() -> frozenset[Any]:
    return frozenset()


# rule, its arguments, its conclusion; its hypotheses are those of its premises, unless given
ACCEPT: list[tuple[Any, ...]] = [
    ("assume", (at_most(a, b),), at_most(a, b), {at_most(a, b)}),
    ("cite", ("Knuth", at_most(a, b)), at_most(a, b), nothing()),
    ("oracle", ("flint", at_most(a, b)), at_most(a, b), nothing()),
    ("weaken", (le_ab, below(c, d)), at_most(a, b), {at_most(a, b), below(c, d)}),
    ("cut", (ZERO_LE_ONE, hyp(at_most(ZERO, ONE))), at_most(ZERO, ONE), nothing()),
    ("cut", (rules.weaken(le_ab, CLAIM), le_ab), at_most(a, b), {at_most(a, b), CLAIM}),
    (
        "instantiate",
        (hyp(at_most(a_i, x)), (("index", "i", j + ONE), ("real", "a", ("k",), x * index("k")))),
        at_most(x * j + x, x),
        {at_most(x * j + x, x)},
    ),
    ("instantiate", (lip_f, (("map", "f", (), g @ f),)), lipschitz(g @ f, K),
     {lipschitz(g @ f, K)}),
    (
        "instantiate",
        (hyp(every("i", ONE, n, at_most(real("a", i), x))), (("real", "x", (), b_i),)),
        every("k", ONE, n, at_most(real("a", index("k")), b_i)),
        {every("k", ONE, n, at_most(real("a", index("k")), b_i))},
    ),
    (
        "generalise",
        (rules.weaken(rules.weaken(ZERO_LE_ONE, at_most(ONE, i)), at_most(i, n)), "i", ONE, n),
        every("i", ONE, n, at_most(ZERO, ONE)),
        nothing(),
    ),
    ("generalise", (in_low, "i", ONE, n), every("i", ONE, n, at_most(ONE, i)), nothing()),
    ("specialise", (all_le, i, in_low, in_high), at_most(a_i, b_i)),
    ("induction", ("i", CLAIM, ONE, n, BASE, CLIMBS), every("i", ONE, n, CLAIM),
     BASE.hypotheses | {GROWS}),
    ("replace", (hyp(at_most(a, c)), at_most(x, c), "x", eq_ab), at_most(b, c)),
    ("replace", (sup(h @ f, c), norm_at_most("sup", h @ u, c), "u", f_is_g),
     norm_at_most("sup", h @ g, c)),
    ("same", (f,), same_map(f, f)),
    ("order", ("<=", a, b + ONE, ((F(1), ONE, (le_ab,)), (F(1), ONE, ()))), at_most(a, b + ONE)),
    ("order", ("<", a, b, ((F(1), ONE, (lt_ab,)),)), below(a, b)),
    ("order", ("<", ZERO, ONE, ((F(1), ONE, ()),)), below(ZERO, ONE), nothing()),
    ("order", ("=", a * c, b * c, ((c, eq_ab),)), equal(a * c, b * c)),
    ("order", ("<=", a * b + a * b, a * a + b * b, ((F(1), a - b, ()),)),
     at_most(a * b + a * b, a * a + b * b)),
    ("reciprocal", (hyp(below(ZERO, a)),), equal(a * inverse(a), ONE)),
    ("reciprocal", (hyp(below(a, ZERO)),), equal(a * inverse(a), ONE)),
    ("split", ("sum", "i", ONE, m, n, a_i, low_m, m_high),
     equal(summation("i", ONE, n, a_i), summation("i", ONE, m, a_i)
           + summation("i", m + ONE, n, a_i))),
    ("split", ("prod", "i", ONE, m, n, a_i, low_m, m_high),
     equal(product("i", ONE, n, a_i), product("i", ONE, m, a_i) * product("i", m + ONE, n, a_i))),
    ("split", ("chain", "i", ONE, m, n, f_i, low_m, m_high),
     same_map(chain("i", ONE, n, f_i), chain("i", m + ONE, n, f_i) @ chain("i", ONE, m, f_i))),
    ("split", ("map_sum", "i", ONE, m, n, f_i, low_m, m_high),
     same_map(map_sum("i", ONE, n, f_i),
              map_sum("i", ONE, m, f_i) + map_sum("i", m + ONE, n, f_i))),
    ("split_power", (a, m, n, hyp(at_most(ZERO, m)), hyp(at_most(ZERO, n))),
     equal(power(a, m + n), power(a, m) * power(a, n))),
    ("power_sign", (hyp(at_most(ZERO, a)), n), at_most(ZERO, power(a, n))),
    ("power_sign", (hyp(below(ZERO, a)), n), below(ZERO, power(a, n))),
    ("congruence", ("sum", hyp(every("i", ONE, n, equal(a_i, b_i)))),
     equal(summation("i", ONE, n, a_i), summation("i", ONE, n, b_i))),
    ("congruence", ("prod", hyp(every("i", ONE, n, equal(a_i, b_i)))),
     equal(product("i", ONE, n, a_i), product("i", ONE, n, b_i))),
    ("congruence", ("chain", hyp(every("i", ONE, n, same_map(f_i, g_i)))),
     same_map(chain("i", ONE, n, f_i), chain("i", ONE, n, g_i))),
    ("congruence", ("map_sum", hyp(every("i", ONE, n, same_map(f_i, g_i)))),
     same_map(map_sum("i", ONE, n, f_i), map_sum("i", ONE, n, g_i))),
    ("monotone", ("sum", all_le),
     at_most(summation("i", ONE, n, a_i), summation("i", ONE, n, b_i))),
    ("monotone", ("prod", hyp(every("i", ONE, n, below(ZERO, b_i)))),
     at_most(ZERO, product("i", ONE, n, b_i))),
    ("norm_zero", ("sup", NIL), norm_at_most("sup", NIL, ZERO), nothing()),
    ("norm_zero", ("L_alpha", f @ g - f @ g), norm_at_most("L_alpha", NIL, ZERO), nothing()),
    ("norm_add", (sup(f - g, a), sup(g - h, b)), norm_at_most("sup", f - h, a + b)),
    ("norm_scale", (number(-3), mean(f, a)), norm_at_most("L_alpha", f.scale(number(-3)),
                                                          number(3) * a)),
    ("raise_bound", (sup(f, a), le_ab), norm_at_most("sup", f, b)),
    ("raise_bound", (hyp(lipschitz(f, a)), eq_ab), lipschitz(f, b)),
    ("raise_bound", (hyp(push_forward(f, a)), le_ab), push_forward(f, b)),
    ("bound_is_nonnegative", (mean(f, a),), at_most(ZERO, a)),
    ("bound_is_nonnegative", (grow_f,), at_most(ZERO, K)),
    ("postcompose", (lip_f, sup(g - h, a), g, h), norm_at_most("sup", f @ g - f @ h, K * a)),
    ("postcompose", (lip_f, mean(g - h, a), g, h), norm_at_most("L_alpha", f @ g - f @ h, K * a)),
    ("postcompose_growth", (grow_f, mean(g, a)), norm_at_most("L_alpha", f @ g, K * a)),
    ("perturb_layers", (((lip_f, sup(g - f, a), g, f),),), norm_at_most("sup", g - f, a)),
    ("perturb_layers", (((lip_f, sup(h - f, a), h, f), (lip_g, sup(u - g, b), u, g)),),
     norm_at_most("sup", u @ h - g @ f, L * a + b)),
    ("precompose", (sup(f - g, a), h), norm_at_most("sup", f @ h - g @ h, a)),
    ("precompose_pushed", (mean(f, a), push_g), norm_at_most("L_alpha", f @ g, P * a)),
    ("integrate", (sup(f, a),), norm_at_most("L_alpha", f, a)),
    ("lipschitz_rigid", (ID,), lipschitz(ID, ONE), nothing()),
    ("lipschitz_rigid", (NIL,), lipschitz(NIL, ZERO), nothing()),
    ("follow", (lip_f, lip_g), lipschitz(f @ g, K * L)),
    ("follow", (grow_f, grow_g), growth(f @ g, K * L)),
    ("follow", (push_f, push_g), push_forward(f @ g, K * P)),
    ("lipschitz_add", (lip_f, lip_g), lipschitz(f + g, K + L)),
    ("lipschitz_scale", (number(-2), lip_f), lipschitz(f.scale(number(-2)), TWO * K)),
    ("lipschitz_matrix", (square(0, -2, 1, 0), F(2)), lipschitz(square(0, -2, 1, 0), TWO),
     nothing()),
    ("lipschitz_matrix", (square(3, 0, 4, 0), F(5)), lipschitz(square(3, 0, 4, 0), number(5)),
     nothing()),
    ("lipschitz_matrix", (square(1, -1, 1, 0, space=R1), F(2)),
     lipschitz(square(1, -1, 1, 0, space=R1), TWO), nothing()),
    ("lipschitz_matrix", (square(1, 1, -1, 0, space=RI), F(2)),
     lipschitz(square(1, 1, -1, 0, space=RI), TWO), nothing()),
    ("lipschitz_matrix", (square(0, 0, 0, 0), F(0)), lipschitz(square(0, 0, 0, 0), ZERO),
     nothing()),
    ("growth_from_lipschitz", (lip_f, lin_f), growth(f, K)),
    ("growth_from_lipschitz", (lip_f, hyp(same_map(f @ NIL, NIL))), growth(f, K)),
    ("lipschitz_from_growth", (grow_f, lin_f), lipschitz(f, K)),
    ("growth_rigid", (ID,), growth(ID, ONE), nothing()),
    ("push_rigid", (ID,), push_forward(ID, ONE), nothing()),
    ("linear_combine", (f @ (g + ID) + g.scale(a), (lin_f, lin_g)),
     linear(f @ (g + ID) + g.scale(a))),
    ("linear_combine", (square(1, 2, 3, 4), ()), linear(square(1, 2, 3, 4)), nothing()),
    ("distribute", (lin_f, g.scale(a) - h), same_map(f @ (g.scale(a) - h),
                                                     (f @ g).scale(a) - f @ h)),
    ("distribute", (lin_f, NIL), same_map(f @ NIL, NIL)),
]  # fmt: skip

# rule, arguments that it refuses, a part of what it says
REJECT: list[tuple[str, tuple[Any, ...], str]] = [
    ("assume", ("a <= b",), "judgement"),
    ("assume", (le_ab,), "judgement"),
    ("cite", ("", at_most(a, b)), "source"),
    ("cite", ("Knuth", a), "judgement"),
    ("oracle", ("", at_most(a, b)), "producer"),
    ("weaken", (le_ab, le_ab), "judgement"),
    ("weaken", (at_most(a, b), at_most(a, b)), "wrong kind"),
    ("cut", (le_ab, lt_ab), "not a hypothesis"),
    ("cut", (ZERO_LE_ONE, CITED), "not a hypothesis"),
    ("instantiate", (le_ab, (("index", "i", HALF),)), "integer"),
    ("instantiate", (le_ab, (("index", "i", a),)), "integer"),
    ("instantiate", (le_ab, (("real", "a", (), b), ("real", "a", (), c))), "twice"),
    ("instantiate", (le_ab, (("real", "a", ("i",), b),)), "indices"),
    ("instantiate", (le_ab, (("real", "a", (), f),)), "malformed"),
    ("instantiate", (lip_f, (("map", "f", (), to_w),)), "shape"),
    ("instantiate", (sup(chain("i", ONE, n, f_i), a), (("index", "n", number(-1)),)), "backwards"),
    ("generalise", (hyp(at_most(a_i, b_i)), "i", ONE, n), "i is free"),
    ("generalise", (CITED, "i", ONE, n), "i is free"),
    ("generalise", (COMPUTED, "i", ONE, n), "i is free"),
    ("generalise", (in_low, "i", TWO, n), "i is free"),
    ("generalise", (ZERO_LE_ONE, "i", ONE, i), "free in the ends"),
    ("generalise", (ZERO_LE_ONE, "i", a, n), "Integer ends"),
    ("specialise", (all_le, HALF, hyp(at_most(ONE, HALF)), hyp(at_most(HALF, n))), "integer"),
    ("specialise", (all_le, i, hyp(at_most(ZERO, i)), in_high), "needed"),
    ("specialise", (all_le, i, in_low, hyp(at_most(i, n + ONE))), "needed"),
    ("specialise", (le_ab, i, in_low, in_high), "kind every"),
    ("induction", ("i", CLAIM, ONE, n, BASE, STEP_FREE), "i is free"),
    ("induction", ("i", CLAIM, ONE, n, BASE, STEP), "i is free"),
    ("induction", ("i", CLAIM, ZERO, n, BASE, STEP), "needed"),
    ("induction", ("i", CLAIM, ONE, n, BASE, BASE), "needed"),
    ("induction", ("i", CLAIM, ONE, i, BASE, STEP), "free in the ends"),
    ("replace", (hyp(at_most(a, c)), at_most(x, c), "x", le_ab), "kind"),
    ("replace", (hyp(at_most(b, c)), at_most(x, c), "x", eq_ab), "needed"),
    ("replace", (hyp(at_most(a, c)), at_most(x, c), "y", eq_ab), "needed"),
    ("replace", (lip_g, lipschitz(u, K), "u", f_is_g), "needed"),
    ("same", (a,), "malformed"),
    ("same", (lip_f,), "malformed"),
    ("order", ("<=", a, b, ()), "is not"),
    ("order", ("<=", ONE, ZERO, ((F(-1), ONE, ()),)), "negative"),
    ("order", ("<=", b, a, ((F(-1), ONE, (le_ab,)),)), "negative"),
    ("order", ("<=", b, a, ((number(-1), le_ab),)), "kind ="),
    ("order", ("<", a, b, ((F(1), ONE, (le_ab,)),)), "strictly"),
    ("order", ("<", ZERO, a * a, ((F(1), a, ()),)), "strictly"),
    ("order", ("<", a, a, ((F(0), ONE, (lt_ab,)),)), "strictly"),
    ("order", ("<", a, b, ((ONE, eq_ab),)), "strictly"),
    (
        "order",
        ("<", ZERO, (b - a) * (d - c), ((F(1), ONE, (lt_ab, hyp(at_most(c, d)))),)),
        "strict",
    ),
    ("order", ("=", a, b, ((F(1), ONE, (le_ab,)),)), "inequalities"),
    ("order", ("=", a, a, ((F(0), ONE, ()),)), "inequalities"),
    ("order", ("<=", a, b, ((ONE, ONE, (le_ab,)),)), "malformed"),
    ("order", ("<=", a, b, ((F(1), ONE, (at_most(a, b),)),)), "not a theorem"),
    ("order", (">=", b, a, ((F(1), ONE, (le_ab,)),)), "relation"),
    ("reciprocal", (hyp(at_most(ZERO, a)),), "kind"),
    ("reciprocal", (lt_ab,), "from 0"),
    ("split", ("sum", "i", ONE, m, n, a_i, hyp(at_most(ONE, m + TWO)), m_high), "needed"),
    ("split", ("sum", "i", ONE, m, n, a_i, low_m, hyp(at_most(m, n + ONE))), "needed"),
    ("split", ("sum", "i", ONE, m, n, f_i, low_m, m_high), "Scalar"),
    ("split", ("chain", "i", ONE, m, n, a_i, low_m, m_high), "not a map"),
    ("split", ("max", "i", ONE, m, n, a_i, low_m, m_high), "unknown"),
    ("split_power", (a, m, n, hyp(at_most(ZERO, m)), hyp(at_most(ZERO, m))), "needed"),
    ("split_power", (a, m, n, hyp(at_most(ZERO, n)), hyp(at_most(ZERO, n))), "needed"),
    ("split_power", (a, b, n, hyp(at_most(ZERO, b)), hyp(at_most(ZERO, n))), "integer"),
    ("power_sign", (le_ab, n), "compare with 0"),
    ("power_sign", (hyp(at_most(a, ZERO)), n), "compare with 0"),
    ("power_sign", (hyp(at_most(ZERO, a)), HALF), "integer"),
    ("power_sign", (hyp(equal(ZERO, a)), n), "kind"),
    ("congruence", ("sum", all_le), "equation"),
    ("congruence", ("chain", hyp(every("i", ONE, n, equal(a_i, b_i)))), "chain"),
    ("congruence", ("sum", hyp(every("i", ONE, n, same_map(f_i, g_i)))), "sum"),
    ("congruence", ("sum", eq_ab), "kind every"),
    ("monotone", ("prod", all_le), "0 only"),
    ("monotone", ("max", all_le), "unknown"),
    ("monotone", ("sum", hyp(every("i", ONE, n, equal(a_i, b_i)))), "inequality"),
    ("monotone", ("sum", le_ab), "kind every"),
    ("norm_zero", ("sup", f), "not the zero map"),
    ("norm_zero", ("max", NIL), "metric"),
    ("norm_zero", ("sup", ZERO), "wrong kind"),
    ("norm_add", (sup(f, a), mean(g, b)), "norms in sup and in L_alpha"),
    ("norm_add", (sup(f, a), sup(to_w, b)), "shapes differ"),
    ("norm_add", (sup(f, a), lip_g), "kind norm"),
    ("norm_scale", (a, sup(f, b)), "sign"),
    ("norm_scale", (TWO, lip_f), "kind norm"),
    ("raise_bound", (sup(f, b), le_ab), "not the bound"),
    ("raise_bound", (sup(f, a), lt_ab), "kind"),
    ("raise_bound", (lin_f, le_ab), "kind"),
    ("bound_is_nonnegative", (le_ab,), "kind"),
    ("bound_is_nonnegative", (lin_f,), "kind"),
    ("postcompose", (lip_f, sup(g - h, a), h, g), "is not"),
    ("postcompose", (lip_f, sup(g, a), g, h), "is not"),
    ("postcompose", (grow_f, sup(g - h, a), g, h), "kind lipschitz"),
    ("postcompose", (lip_f, sup(to_w, a), to_w, zero_map(V, W)), "composition"),
    ("postcompose_growth", (lip_f, sup(g, a)), "kind growth"),
    ("postcompose_growth", (grow_f, sup(to_w, a)), "composition"),
    ("perturb_layers", ((),), "no layer"),
    ("perturb_layers", (((lip_f, mean(g - f, a), g, f),),), "other maps or norms"),
    ("perturb_layers", (((lip_f, sup(g - h, a), g, h),),), "other maps or norms"),
    ("perturb_layers", (((lip_f, sup(g - h, a), g, f),),), "a distance of other maps"),
    ("perturb_layers", (((grow_f, sup(g - f, a), g, f),),), "kind lipschitz"),
    ("precompose", (mean(f, a), h), "push-forward"),
    ("precompose", (sup(f, a), to_w), "composition"),
    ("precompose_pushed", (sup(f, a), push_g), "norm in sup"),
    ("precompose_pushed", (mean(f, a), lip_g), "kind push"),
    ("integrate", (mean(f, a),), "norm in L_alpha"),
    ("lipschitz_rigid", (f,), "neither"),
    ("lipschitz_rigid", (ID.scale(TWO),), "neither"),
    ("lipschitz_rigid", (ID + f,), "neither"),
    ("follow", (lip_f, grow_g), "different kinds"),
    ("follow", (lip_f, hyp(lipschitz(to_w, L))), "composition"),
    ("follow", (sup(f, a), sup(g, b)), "kind"),
    ("lipschitz_add", (lip_f, hyp(lipschitz(to_w, L))), "shapes differ"),
    ("lipschitz_add", (lip_f, grow_g), "kind lipschitz"),
    ("lipschitz_scale", (a, lip_f), "sign"),
    ("lipschitz_scale", (TWO, grow_f), "kind lipschitz"),
    ("lipschitz_matrix", (square(3, 0, 4, 0), F(49, 10)), "no bound"),
    ("lipschitz_matrix", (square(0, 1, 1, 0), F(99, 100)), "no bound"),
    ("lipschitz_matrix", (square(1, 0, 1, 0, space=R1), F(1)), "no bound"),
    ("lipschitz_matrix", (square(1, 1, 0, 0, space=RI), F(1)), "no bound"),
    ("lipschitz_matrix", (square(-3, 0, 0, 0, space=R1), F(2)), "no bound"),
    ("lipschitz_matrix", (square(0, 0, 0, 0), F(-1)), "negative"),
    ("lipschitz_matrix", (square(1, 0, 0, 1, space=R1, cod=RI), F(9)), "same norm"),
    ("lipschitz_matrix", (square(1, 0, 0, 1).scale(TWO), F(1)), "not a matrix"),
    ("lipschitz_matrix", (square(1, 0, 0, 1) @ square(1, 0, 0, 1), F(1)), "not a matrix"),
    ("lipschitz_matrix", (square(1, 0, 0, 1, space=Space((TWO,))), F(9)), "no bound"),
    ("lipschitz_matrix", (f, F(9)), "not a matrix"),
    ("growth_from_lipschitz", (lip_f, lin_g), "another map"),
    ("growth_from_lipschitz", (lip_f, hyp(same_map(g @ NIL, NIL))), "f∘0"),
    ("growth_from_lipschitz", (lip_f, hyp(same_map(f @ NIL, ID))), "f∘0"),
    ("growth_from_lipschitz", (lip_f, hyp(same_map(f @ g, NIL))), "f∘0"),
    ("growth_from_lipschitz", (lip_f, lip_f), "kind map="),
    ("lipschitz_from_growth", (grow_f, lin_g), "needed"),
    ("lipschitz_from_growth", (lip_f, lin_f), "kind growth"),
    ("growth_rigid", (f,), "not the identity"),
    ("growth_rigid", (NIL,), "not the identity"),
    ("push_rigid", (f,), "not the identity"),
    ("push_rigid", (ID.scale(HALF),), "not the identity"),
    ("linear_combine", (f, ()), "not known to be linear"),
    ("linear_combine", (f @ g, (lin_f,)), "not known to be linear"),
    ("linear_combine", (f @ (g + h), (lin_f, lin_g)), "not known to be linear"),
    ("linear_combine", (f, (lip_f,)), "not known to be linear"),
    ("distribute", (lip_f, g + h), "kind linear"),
    ("distribute", (lin_f, to_w), "composition"),
]
