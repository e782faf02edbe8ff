"""What the self-test tries on each rule of the kernel: a small theorem and a misuse at least."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from varsym.kernel import (
    ONE,
    ZERO,
    Judgement,
    Space,
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
    map_variable,
    matrix,
    norm_at_most,
    number,
    power,
    push_forward,
    real,
    rules,
    same_map,
    summation,
    zero_map,
)

__all__ = ["MISUSES", "THEOREMS"]

F = Fraction
_assume = rules.assume
_two, _half = number(2), number(F(1, 2))
_a, _b, _c, _K, _L = (real(name) for name in "abcKL")
_i, _k, _m, _n = (index(name) for name in "ikmn")
_V, _W, _plane = Space((real("v"),)), Space((real("w"),)), Space((_two,), "2")
_f, _g, _h = (map_variable(name, (), _V, _V) for name in "fgh")
_away = map_variable("t", (), _V, _W)
_f_i, _g_i = (map_variable(name, (_i,), _V, _V) for name in "fg")
_a_i, _b_i = real("a", _i), real("b", _i)
_id, _zero = identity(_V), zero_map(_V, _V)
_turn = matrix(tuple(map(number, (3, 0, 4, 0))), _plane, _plane)

_le, _lt, _eq = _assume(at_most(_a, _b)), _assume(below(_a, _b)), _assume(equal(_a, _b))
_positive = _assume(below(ZERO, _a))
_lip_f, _lip_g = _assume(lipschitz(_f, _K)), _assume(lipschitz(_g, _L))
_grow_f, _lin_f = _assume(growth(_f, _K)), _assume(linear(_f))
_push_g = _assume(push_forward(_g, _L))
_near = _assume(norm_at_most("sup", _f - _g, _a))
_sup_f, _mean_f = (_assume(norm_at_most(metric, _f, _a)) for metric in ("sup", "L_alpha"))
_f_is_g = _assume(same_map(_f, _g))
_above, _under = _assume(at_most(ONE, _i)), _assume(at_most(_i, _n))
_all = _assume(every("i", ONE, _n, at_most(_a_i, _b_i)))
_cut_low, _cut_high = _assume(at_most(ONE, _m + ONE)), _assume(at_most(_m, _n))
_unit = rules.order("<=", ZERO, ONE, ((F(1), ONE, ()),))
_base = _assume(at_most(ZERO, real("a", ONE)))
_grows = _assume(every("k", ONE, _n - ONE, at_most(real("a", _k), real("a", _k + ONE))))
_last = rules.order("<=", _i, _n - ONE, ((F(1), ONE, (_assume(at_most(_i + ONE, _n)),)),))
_next = rules.specialise(_grows, _i, _above, _last)
_so_far = at_most(ZERO, _a_i)
_climb = rules.order(
    "<=", ZERO, real("a", _i + ONE), ((F(1), ONE, (_assume(_so_far),)), (F(1), ONE, (_next,)))
)

#: A rule, its arguments, and the theorem's judgement.
THEOREMS: tuple[tuple[str, tuple[Any, ...], Judgement], ...] = (
    ("assume", (at_most(_a, _b),), at_most(_a, _b)),
    ("cite", ("Knuth", at_most(_a, _b)), at_most(_a, _b)),
    ("oracle", ("flint", at_most(_a, _b)), at_most(_a, _b)),
    ("weaken", (_le, below(_b, _c)), at_most(_a, _b)),
    ("cut", (_unit, _assume(at_most(ZERO, ONE))), at_most(ZERO, ONE)),
    ("instantiate", (_le, (("real", "a", (), _b * _c),)), at_most(_b * _c, _b)),
    ("generalise", (_above, "i", ONE, _n), every("i", ONE, _n, at_most(ONE, _i))),
    ("specialise", (_all, _i, _above, _under), at_most(_a_i, _b_i)),
    ("induction", ("i", _so_far, ONE, _n, _base, _climb), every("i", ONE, _n, _so_far)),
    ("replace", (_assume(at_most(_a, _c)), at_most(real("x"), _c), "x", _eq), at_most(_b, _c)),
    ("same", (_f,), same_map(_f, _f)),
    ("order", ("<=", _a * _b * _two, _a * _a + _b * _b, ((F(1), _a - _b, ()),)),
     at_most(_a * _b * _two, _a * _a + _b * _b)),
    ("reciprocal", (_positive,), equal(_a * inverse(_a), ONE)),
    ("split", ("sum", "i", ONE, _m, _n, _a_i, _cut_low, _cut_high),
     equal(summation("i", ONE, _n, _a_i),
           summation("i", ONE, _m, _a_i) + summation("i", _m + ONE, _n, _a_i))),
    ("split_power", (_a, _m, _n, _assume(at_most(ZERO, _m)), _assume(at_most(ZERO, _n))),
     equal(power(_a, _m + _n), power(_a, _m) * power(_a, _n))),
    ("power_sign", (_positive, _n), below(ZERO, power(_a, _n))),
    ("congruence", ("chain", _assume(every("i", ONE, _n, same_map(_f_i, _g_i)))),
     same_map(chain("i", ONE, _n, _f_i), chain("i", ONE, _n, _g_i))),
    ("monotone", ("sum", _all),
     at_most(summation("i", ONE, _n, _a_i), summation("i", ONE, _n, _b_i))),
    ("norm_zero", ("sup", _zero), norm_at_most("sup", _zero, ZERO)),
    ("norm_add", (_near, _assume(norm_at_most("sup", _g - _h, _b))),
     norm_at_most("sup", _f - _h, _a + _b)),
    ("norm_scale", (number(-3), _sup_f),
     norm_at_most("sup", _f.scale(number(-3)), number(3) * _a)),
    ("raise_bound", (_sup_f, _le), norm_at_most("sup", _f, _b)),
    ("bound_is_nonnegative", (_mean_f,), at_most(ZERO, _a)),
    ("postcompose", (_assume(lipschitz(_h, _K)), _near, _f, _g),
     norm_at_most("sup", _h @ _f - _h @ _g, _K * _a)),
    ("postcompose_growth", (_assume(growth(_h, _K)), _mean_f),
     norm_at_most("L_alpha", _h @ _f, _K * _a)),
    ("perturb_layers", (((_lip_g, _near, _f, _g), (_lip_g, _near, _f, _g)),),
     norm_at_most("sup", _f @ _f - _g @ _g, _L * _a + _a)),
    ("precompose", (_near, _h), norm_at_most("sup", _f @ _h - _g @ _h, _a)),
    ("precompose_pushed", (_mean_f, _push_g), norm_at_most("L_alpha", _f @ _g, _L * _a)),
    ("integrate", (_sup_f,), norm_at_most("L_alpha", _f, _a)),
    ("lipschitz_rigid", (_id,), lipschitz(_id, ONE)),
    ("follow", (_lip_f, _lip_g), lipschitz(_f @ _g, _K * _L)),
    ("lipschitz_add", (_lip_f, _lip_g), lipschitz(_f + _g, _K + _L)),
    ("lipschitz_scale", (number(-2), _lip_f), lipschitz(_f.scale(number(-2)), _two * _K)),
    ("lipschitz_matrix", (_turn, F(5)), lipschitz(_turn, number(5))),
    ("growth_from_lipschitz", (_lip_f, _lin_f), growth(_f, _K)),
    ("lipschitz_from_growth", (_grow_f, _lin_f), lipschitz(_f, _K)),
    ("growth_rigid", (_id,), growth(_id, ONE)),
    ("push_rigid", (_id,), push_forward(_id, ONE)),
    ("linear_combine", (_f @ _f + _f, (_lin_f,)), linear(_f @ _f + _f)),
    ("distribute", (_lin_f, _g - _h), same_map(_f @ (_g - _h), _f @ _g - _f @ _h)),
)  # fmt: skip

#: A rule and arguments that it must refuse.
MISUSES: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("assume", ("a <= b",)),
    ("cite", ("", at_most(_a, _b))),
    ("oracle", ("flint", _a)),
    ("weaken", (at_most(_a, _b), at_most(_a, _b))),
    ("cut", (_le, _lt)),
    ("instantiate", (_le, (("index", "i", _half),))),
    ("instantiate", (_lip_f, (("map", "f", (), _away),))),
    ("generalise", (_assume(at_most(_a_i, _b_i)), "i", ONE, _n)),
    ("generalise", (rules.cite("Knuth", at_most(_a_i, _b_i)), "i", ONE, _n)),
    ("specialise", (_all, _i, _assume(at_most(ZERO, _i)), _under)),
    ("induction", ("i", _so_far, ONE, _n, _base, _base)),
    ("replace", (_assume(at_most(_b, _c)), at_most(real("x"), _c), "x", _eq)),
    ("same", (_a,)),
    ("order", ("<=", _b, _a, ((F(-1), ONE, (_le,)),))),
    ("order", ("<", _a, _b, ((F(1), ONE, (_le,)),))),
    ("order", ("<=", ONE, ZERO, ())),
    ("reciprocal", (_assume(at_most(ZERO, _a)),)),
    ("split", ("sum", "i", ONE, _m, _n, _a_i, _cut_low, _assume(at_most(_m, _n + ONE)))),
    ("split_power", (_a, _m, _n, _assume(at_most(ZERO, _m)), _assume(at_most(ZERO, _m)))),
    ("power_sign", (_assume(at_most(_a, ZERO)), _n)),
    ("congruence", ("sum", _all)),
    ("monotone", ("prod", _all)),
    ("norm_zero", ("sup", _f)),
    ("norm_add", (_sup_f, _mean_f)),
    ("norm_scale", (_a, _sup_f)),
    ("raise_bound", (_sup_f, _lt)),
    ("bound_is_nonnegative", (_le,)),
    ("postcompose", (_lip_f, _near, _g, _f)),
    ("postcompose", (_assume(growth(_h, _K)), _near, _f, _g)),
    ("postcompose_growth", (_lip_f, _sup_f)),
    ("perturb_layers", ((),)),
    ("perturb_layers", (((_lip_f, _near, _f, _g),),)),
    ("precompose", (_mean_f, _h)),
    ("precompose_pushed", (_mean_f, _lip_g)),
    ("integrate", (_mean_f,)),
    ("lipschitz_rigid", (_f,)),
    ("follow", (_lip_f, _assume(lipschitz(_away, _L)))),
    ("lipschitz_add", (_lip_f, _grow_f)),
    ("lipschitz_scale", (_a, _lip_f)),
    ("lipschitz_matrix", (_turn, F(49, 10))),
    ("growth_from_lipschitz", (_lip_f, _lip_f)),
    ("lipschitz_from_growth", (_grow_f, _assume(linear(_g)))),
    ("growth_rigid", (_zero,)),
    ("push_rigid", (_f,)),
    ("linear_combine", (_f @ _g, (_lin_f,))),
    ("distribute", (_lip_f, _g - _h)),
)
