"""Formulas recognised as softmax attention, as a feed-forward layer, as a positional encoding.

These are Definitions 3.3 and 3.5 and the encoding of Lemma C.1.

A formula is recognised where it is, letter for letter up to the choice of letters, the usual one,
with weights that members choose, for all indices from one to the number of tokens, and where it is
there for every number of tokens and channels (`varsym.claims.classes.sizes`); what is printed under
brackets to say a shape is left out.  The letters of sizes are each layer's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

from varsym.claims import expressions as e
from varsym.claims.classes.networks import Layer
from varsym.claims.classes.sizes import adds_tokens, is_any_size, runs_through
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.names import all_names

__all__ = ["is_attention", "is_feed_forward", "is_linear_sampling", "is_positional_encoding"]


def is_attention(layer: Layer) -> bool:
    """Return whether a layer is D^{-1} A X W_V with A_ij = exp(X_i W_Q W_K^⊤ X_j^⊤), D = diag(A 1).

    The tokens are the rows of X.
    """
    X, free = layer.argument, _free(layer)
    found = [(_bare(d.target), _bare(d.value)) for d in layer.definitions]
    if layer.tokens != (0,) or len(found) != 3 or not is_any_size(layer):
        return False
    match found:
        case [
            (a.Slice(a.ArrayVariable() as A, (e.Index(i), e.Index(j))), a.Entrywise("exp", scores)),
            (a.ArrayVariable() as D, a.Diagonal(a.MatMul(summed, a.Ones()))),
            (a.ArrayVariable() as result, attended),
        ]:
            weights = [w for w in _variables(scores) if w.name in free]
            last = [w for w in _variables(attended) if w.name in free]
            if len(weights) != 2 or len(last) != 1 or i == j:
                return False
            Q, K, V = (*weights, *last)
            row, column = X[e.Index(i), a.ALL], X[e.Index(j), a.ALL].T
            return (
                len({Q.name, K.name, V.name}) == 3
                and len({X.name, A.name, D.name, result.name}) == 4
                and A.shape == (X.shape[0], X.shape[0])
                and all(runs_through(layer, index, X.shape[0]) for index in (i, j))
                and _is_square(Q, X)
                and _is_square(K, X)
                and _is_square(V, X)
                and scores == row @ Q @ K.T @ column
                and summed == A
                and result == layer.result
                and result.shape == X.shape
                and attended == a.Inverse(D) @ A @ X @ V
            )
    return False


def is_feed_forward(layer: Layer) -> bool:
    """Return whether a layer adds W_2 ReLU(W_1 x + b_1) + b_2 to each token x, for any width.

    The tokens are the columns of X.
    """
    free, X = _free(layer), layer.argument
    if layer.tokens != (1,) or len(layer.definitions) != 1 or not is_any_size(layer):
        return False
    (definition,) = layer.definitions
    match _bare(definition.target):
        case a.Slice(a.ArrayVariable(_, shape) as result, ("*", e.Index(k))):
            if result != layer.result or shape != X.shape or not runs_through(layer, k, shape[1]):
                return False
            column = X[a.ALL, e.Index(k)]
        case _:
            return False
    terms = list(_terms(_bare(definition.value)))
    if any(c != 1 for c, _ in terms):
        return False
    match [t for _, t in terms]:
        case [first, a.MatMul(W2, a.Entrywise("relu", hidden)), b2] if first == column:
            inside = [t for c, t in _terms(hidden) if c == 1]
        case _:
            return False
    match inside:
        case [a.MatMul(a.ArrayVariable() as W1, source), a.ArrayVariable() as b1]:
            weights = [x for x in (W1, b1, W2, b2) if isinstance(x, a.ArrayVariable)]
            names = {weight.name for weight in weights}
            return (
                source == column
                and len(list(_terms(hidden))) == 2
                and len(names) == 4
                and names <= free
                and W1.shape[1:] == X.shape[:1]
                and _is_any_width(layer, W1.shape[0], names)
            )
    return False


def is_positional_encoding(layer: Layer) -> bool:
    """Return whether a layer adds to X an array that members choose."""
    if len(layer.definitions) != 1 or not is_any_size(layer):
        return False
    (definition,) = layer.definitions
    match _bare(definition.target), list(_terms(_bare(definition.value))):
        case a.ArrayVariable() as result, [(c, first), (b, a.ArrayVariable(name, shape, ()))]:
            same = result == layer.result and first == layer.argument
            fits = shape == result.shape == layer.argument.shape
            return same and fits and c == b == 1 and name in _free(layer)
    return False


def is_linear_sampling(layer: Layer) -> bool:
    """Return whether a layer makes tokens of X by a matrix that members choose, any number."""
    if len(layer.definitions) != 1 or not adds_tokens(layer):
        return False
    (definition,) = layer.definitions
    match _bare(definition.target), _bare(definition.value):
        case a.ArrayVariable() as result, a.MatMul(a.ArrayVariable(name, shape, ()), argument):
            same = result == layer.result and argument == layer.argument
            kept = result.shape[1:] == layer.argument.shape[1:]
            fits = kept and shape == (result.shape[0], layer.argument.shape[0])
            return same and fits and name in _free(layer) and layer.tokens == (0,)
    return False


def _free(layer: Layer) -> set[str]:
    return {weight.name for weight in layer.weights if not weight.indices}


def _is_any_width(layer: Layer, size: e.Scalar, arrays: set[str]) -> bool:
    """Return whether a size is a letter that is used for some arrays alone."""
    if not isinstance(size, e.Real) or size.indices:
        return False
    others = [
        d
        for d in layer.formula.declared
        if not (isinstance(d, a.Let) and d.array.name in arrays) and not isinstance(d, a.Sides)
    ]
    return size.name not in set(all_names(tuple(others)))


def _is_square(weight: a.ArrayVariable, X: a.ArrayVariable) -> bool:
    return weight.shape == (X.shape[1], X.shape[1])


def _bare(item: Any) -> Any:
    """Return an expression without the shapes that are printed under its parts."""
    if isinstance(item, a.Shaped):
        return _bare(item.array)
    if isinstance(item, tuple):
        return tuple(_bare(part) for part in item)
    if isinstance(item, a.Array) and is_dataclass(item):
        return replace(item, **{f.name: _bare(getattr(item, f.name)) for f in fields(item)})
    return item


def _terms(item: a.Array, factor: Fraction = Fraction(1)) -> Iterator[tuple[Fraction, a.Array]]:
    if isinstance(item, a.ArraySum):
        for coefficient, term in item.terms:
            yield from _terms(term, factor * coefficient)
    else:
        yield factor, item


def _variables(item: object) -> list[a.ArrayVariable]:
    """Return the letters of an expression, each once, in their order."""
    if isinstance(item, a.ArrayVariable):
        return [item]
    parts = item if isinstance(item, tuple) else vars(item).values() if is_dataclass(item) else ()
    return list(dict.fromkeys(v for part in parts for v in _variables(part)))
