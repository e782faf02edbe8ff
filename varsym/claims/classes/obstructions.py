"""Targets that no network of a class comes near (Theorem 6.6), from what all its members share.

What the members share is proved by induction over how they are built; the target is chosen to lack
it, and the distance that every member keeps from the target is exact where a member attains it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from varsym.claims.classes.coding import can_be_identity, can_vanish, hands_on
from varsym.claims.classes.dependence import Tokens, layer_entries, tokens_after
from varsym.claims.classes.forms import is_attention
from varsym.claims.classes.networks import (
    Layer,
    Network,
    Parallel,
    Repeat,
    Series,
    Universal,
    layers_of,
)
from varsym.claims.classes.sizes import has_member
from varsym.claims.classes.tameness import HARDY, eventually_monotone

__all__ = ["Obstruction", "obstructions"]

#: The entries of the unlike tokens are this far apart; the wave goes from 0 to its height.
APART = Fraction(2)
HEIGHT = Fraction(1)


@dataclass(frozen=True)
class Obstruction:
    """A target that no member of a class comes near; it has one scale of 2 × 2 tokens, d = 1.

    Attributes
    ----------
    shared : str
        What every member has, and the target has not.
    target : tuple of (str, str)
        The maps that give it.
    distance : Fraction
        The least that the sup norm of τ - f can be.
    member : str or None
        A member at just this distance, where one was found.
    integral : str or None
        Why no member comes near in the function norm either; None where some may.
    citation : str or None
        What the shared property rests on.
    """

    shared: str
    target: tuple[tuple[str, str], ...]
    distance: Fraction
    member: str | None
    integral: str | None
    citation: str | None = None


def obstructions(goal: Universal) -> Iterator[Obstruction]:
    """Yield targets that no member comes near, as far as what the members share tells.

    Parameters
    ----------
    goal : Universal

    Notes
    -----
    One token is a map of equal tokens, so that the tokens of a result are equal where all layers
    keep equal tokens equal.  A target with two unlike tokens, 2 apart in some entry, is then at
    least 1 away from every member, at every input.

    A function that is eventually monotone has a limit, perhaps an infinite one.  A wave that goes
    from 0 to 1 over and over is at least 1/2 away from it, and at least 1/4 on intervals of one
    length without end.
    """
    network = goal.networks
    names = _listed(layer.name for layer in layers_of(network))
    if tokens_after(network, Tokens(equal=True)).equal:
        shared = f"all tokens of τ(x) are equal for every member τ, as {names} keep equal tokens so"
        yield _unlike_tokens(network, shared, "‖τ(x) - f_1∘g_1(x)‖ ≥ 1 at every x")
    elif tokens_after(_with_one_scale(goal), Tokens(equal=True, zero=True)).equal:
        shared = (
            "all tokens of τ(0) are equal for every member τ with r = 1, as "
            f"{names} take the token 0 to equal tokens"
        )
        yield _unlike_tokens(_with_one_scale(goal), shared, None)
    if (
        not goal.targets.bounded
        and hands_on(layers_of(network)[0])
        and eventually_monotone(network)
    ):
        middle = HEIGHT / 2
        yield Obstruction(
            "each entry of every member τ is eventually monotone along every line, as "
            f"{names} are made of field operations, exp and ReLU",
            (
                ("g_1", "x in every token"),
                ("f_1", "the distance of each entry from the nearest even number"),
            ),
            middle,
            _constant_member(network, middle),
            f"‖τ(x) - f_1∘g_1(x)‖ ≥ {middle / 2} on a set of infinite measure",
            HARDY,
        )


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _with_one_scale(goal: Universal) -> Network:
    """Return what a class is for one scale, where it has as many rounds as there are scales."""
    network = goal.networks
    if isinstance(network, Repeat) and network.times == goal.targets.scales:
        return network.body
    return network


def _unlike_tokens(network: Network, shared: str, integral: str | None) -> Obstruction:
    target = (("g_1", "x in every token"), ("f_1", "[[1, -1], [-1, 1]] everywhere"))
    return Obstruction(shared, target, APART / 2, _constant_member(network, Fraction(0)), integral)


def _constant_member(network: Network, value: Fraction) -> str | None:
    """Return words for a member with this value in all entries everywhere, if one is found."""
    if not has_member(network):
        return None
    every = frozenset(w.name for layer in layers_of(network) for w in layer.weights)
    if value == 0 and tokens_after(network, Tokens(equal=False), every).zero:
        return "τ = 0 (all weights 0)"
    *before, last = _in_turn(network)
    if value == 0 and _takes_itself_away([*before, last], every):
        return "τ = 0 (W_V takes the residual away, all other weights 0)"
    if not isinstance(last, Layer):
        return None
    for offset in last.weights:
        zeroed = every - {offset.name}
        tokens = Tokens(equal=False)
        for part in before:
            tokens = tokens_after(part, tokens, zeroed)
        found = layer_entries(last, tokens, zeroed)
        along = any(axis < len(found.varies) and found.varies[axis] for axis in last.tokens)
        if found.equals == offset.name and not along:
            return f"τ = {value} (all weights 0 but {offset.name} = {value})"
    return None


def _takes_itself_away(parts: list[Network], every: frozenset[str]) -> bool:
    """Return whether some sum is zero with W_V = -I/c, on equal tokens, and all after it as well.

    That is a sum of its argument, of c times softmax attention among layers that can be the
    identity, and of what can be zero.
    """
    tokens, is_taken = Tokens(equal=True), False
    for part in parts:
        if not is_taken and isinstance(part, Parallel) and tokens.equal and _is_opposed(part):
            tokens, is_taken = Tokens(equal=True, zero=True), True
        else:
            tokens = tokens_after(part, tokens, every)
    return is_taken and tokens.zero


def _is_opposed(total: Parallel) -> bool:
    networks = [b.network for b in total.branches if b.network is not None]
    plain = [b for b in total.branches if b.is_identity]
    if len(plain) != 1 or len(networks) != len(total.branches) - 1:
        return False
    return any(
        _attends(one) and all(can_vanish(x) for k, x in enumerate(networks) if k != place)
        for place, one in enumerate(networks)
    )


def _attends(network: Network) -> bool:
    """Return whether a network can be -1/c times the identity on equal tokens."""
    parts = _in_turn(network)
    attention = [p for p in parts if isinstance(p, Layer) and is_attention(p)]
    return len(attention) == 1 and all(can_be_identity(p, True) for p in parts)


def _in_turn(network: Network) -> list[Network]:
    match network:
        case Repeat(_, body):
            return _in_turn(body)
        case Series(parts):
            return [inner for part in parts for inner in _in_turn(part)]
    return [network]
