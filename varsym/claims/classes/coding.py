"""When every continuous target on a bounded set is the limit of members: a sufficient condition.

Let a round of the class be: a layer that can hand its one token on to all tokens, of whatever
number it leads to, a positional encoding that members choose, softmax attention with weights that
members choose, a feed-forward layer x + W_2 ReLU(W_1 x + b_1) + b_2 of any width.  Then for every
continuous map from a closed bounded set of single tokens to token maps, and every ε > 0, some
member is within ε of it, everywhere.

Proof.  All rounds but the last hand the token on: the encoding is 0, W_V = I, and W_2, b_2 are 0;
attention leaves equal tokens as they are, as the softmax adds up to one.  A layer that samples by a
free matrix takes the first token, with the matrix 1 e_1^⊤.  In the last round all tokens are x.
`varsym.contextual.position_coding` gives an encoding and weights after which the token k is a
continuous function of x that can be inverted, for each k with values in a compact set of its own,
and these sets do not meet.  What the last layer has to add, as a function of the token, is thus
continuous on the union of these sets, so that it extends to all of R^d (Tietze), and networks with
one hidden layer of ReLUs come arbitrarily close to it on that compact set (Leshno, Lin, Pinkus and
Schocken 1993).

Layers between the encoding and the last one that can be the identity do no harm.  Where no
attention is left then, tokens x + E_k with E_k far enough apart lie in sets that do not meet as
well.  A sum of branches is enough where one branch is as described, and each other one is the
identity or can be zero: the one branch takes their part off the target, and is multiplied by a
positive number.  Such a sum hands tokens on where the identity has the factor one.

Each layer has to be there for all numbers of tokens and channels, as `varsym.claims.classes.sizes`
reads its letters, which are its own: then it can follow any other.
"""

from __future__ import annotations

from varsym.claims.classes.dependence import Tokens, layer_entries, tokens_after
from varsym.claims.classes.forms import (
    is_attention,
    is_feed_forward,
    is_linear_sampling,
    is_positional_encoding,
)
from varsym.claims.classes.networks import (
    Layer,
    Network,
    Parallel,
    Repeat,
    Series,
    layers_of,
)
from varsym.claims.classes.sizes import adds_tokens, is_any_size

__all__ = ["APPROXIMATION", "can_be_identity", "can_vanish", "hands_on", "is_coded"]

APPROXIMATION = "Leshno, Lin, Pinkus and Schocken 1993, for ReLU networks on compact sets"


def is_coded(network: Network) -> bool:
    """Return whether a class is recognised as one of those that the module's theorem is about."""
    match network:
        case Repeat(_, Series((first, *rest))):
            return hands_on(first) and _codes(rest) and all(can_be_identity(p, True) for p in rest)
        case Series((first, *rest)):
            return hands_on(first) and _codes(rest)
    return False


def hands_on(network: Network) -> bool:
    """Return whether a layer can give all tokens of its result the value of one single token."""
    if not isinstance(network, Layer):
        return False
    if is_linear_sampling(network):
        return True
    copied = layer_entries(network, Tokens(equal=True)).equals == network.argument.name
    return copied and adds_tokens(network) and tokens_after(network, Tokens(equal=True)).equal


def can_vanish(network: Network) -> bool:
    """Return whether some weights make the tokens zero, for every argument of every size."""
    layers = layers_of(network)
    names = frozenset(w.name for layer in layers for w in layer.weights)
    zero = tokens_after(network, Tokens(equal=False), names).zero
    return zero and all(map(is_any_size, layers))


def _codes(parts: list[Network]) -> bool:
    """Return whether equal tokens x, all of them, can be made any continuous function of x."""
    if len(parts) == 1 and isinstance(parts[0], Parallel):
        networks = [b.network for b in parts[0].branches]
        return any(
            n is not None
            and _codes(_in_turn(n))
            and all(m is None or can_vanish(m) for k, m in enumerate(networks) if k != place)
            for place, n in enumerate(networks)
        )
    places = [k for k, p in enumerate(parts) if isinstance(p, Layer) and is_positional_encoding(p)]
    if not places or not isinstance(parts[-1], Layer) or not is_feed_forward(parts[-1]):
        return False
    before, between = parts[: places[0]], parts[places[0] + 1 : -1]
    attention = [p for p in between if isinstance(p, Layer) and is_attention(p)]
    others = [p for p in between if p not in attention]
    return (
        len(attention) <= 1
        and all(can_be_identity(p, True) for p in before)
        and all(can_be_identity(p, False) for p in others)
    )


def _in_turn(network: Network) -> list[Network]:
    return list(network.parts) if isinstance(network, Series) else [network]


def can_be_identity(network: Network, equal_tokens: bool) -> bool:
    """Return whether some weights of a network leave tokens as they are.

    With `equal_tokens` only equal tokens are looked at, otherwise all of them.
    """
    match network:
        case Layer():
            always = is_feed_forward(network) or is_positional_encoding(network)
            return always or (equal_tokens and is_attention(network))
        case Series(parts):
            return all(can_be_identity(p, equal_tokens) for p in parts)
        case Parallel(branches):
            others = [b.network for b in branches if b.network is not None]
            plain = [b for b in branches if b.is_identity]
            return len(plain) == 1 == len(branches) - len(others) and all(map(can_vanish, others))
    return False
