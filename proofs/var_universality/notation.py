"""The letters that several sections share, with the spaces that the paper gives them."""

from __future__ import annotations

from fractions import Fraction

from varsym.pack import Map, Number, Scalar, Space, chain, families, index, maps, reals

i, j, k, m, n, q, r = index("i j k m n q r")
K, K2, eps, uniform_eps1, uniform_eps2 = reals("K K2 eps eps1 eps2")
K1, eps1, eps2, P, L, Kg = families("K1 eps1 eps2 P L K")
h, w = families("h w")
(d,) = reals("d")
one = Number(Fraction(1))


def level(at: Scalar | int) -> Space:
    """Return the token maps of one scale, of size h × w × d there."""
    return Space((h[at], w[at], d))


#: f_i and its transformer τ_i keep the scale, as the composition needs (see ass:6.2).
f, tau = maps("f tau", lambda at: (level(at), level(at)))
#: g_i and the interpolations step from one scale to the next.
g, Phi_up, Phi_down = maps("g Phi_up Phi_down", lambda at: (level(at - 1), level(at)))

#: Lemmas 6.4 and 6.5 name no spaces: all their maps go from one space to itself.
plain = Space((d,))
u, v = maps("u v", lambda _: (plain, plain))


def run_u(low: Scalar | int, high: Scalar | int) -> Map:
    """Return ∘_{i=low}^{high} u_i."""
    return chain(i, low, high, u[i])


def run_v(low: Scalar | int, high: Scalar | int) -> Map:
    """Return ∘_{i=low}^{high} v_i."""
    return chain(i, low, high, v[i])
