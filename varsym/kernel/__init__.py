"""The trusted part: terms, judgements, theorems, rules, certificates.  Standard library alone.

>>> from varsym.kernel import Space, lipschitz, map_variable, real, rules
>>> V = Space((real("d"),))
>>> f, g = (map_variable(name, (), V, V) for name in "fg")
>>> print(
...     rules.follow(rules.assume(lipschitz(f, real("K"))), rules.assume(lipschitz(g, real("L"))))
... )
Lip(f) <= K, Lip(g) <= L ⊢ Lip(f∘g) <= K*L
"""

from varsym.kernel import rules
from varsym.kernel.certificate import certificate, dumps, loads, replay
from varsym.kernel.errors import KernelError, RuleError, TermError
from varsym.kernel.judgements import (
    METRICS,
    Judgement,
    at_most,
    below,
    equal,
    every,
    growth,
    linear,
    lipschitz,
    norm_at_most,
    push_forward,
    same_map,
)
from varsym.kernel.scalars import (
    ONE,
    ZERO,
    Atom,
    Monomial,
    Scalar,
    Substitution,
    index,
    inverse,
    number,
    power,
    product,
    real,
    summation,
)
from varsym.kernel.terms import (
    POINT,
    Composite,
    MapAtom,
    MapTerm,
    Space,
    chain,
    compose,
    identity,
    map_sum,
    map_variable,
    matrix,
    substitute_map,
    zero_map,
)
from varsym.kernel.theorem import Theorem, is_theorem

__all__ = [
    "METRICS",
    "ONE",
    "POINT",
    "ZERO",
    "Atom",
    "Composite",
    "Judgement",
    "KernelError",
    "MapAtom",
    "MapTerm",
    "Monomial",
    "RuleError",
    "Scalar",
    "Space",
    "Substitution",
    "TermError",
    "Theorem",
    "at_most",
    "below",
    "certificate",
    "chain",
    "compose",
    "dumps",
    "equal",
    "every",
    "growth",
    "identity",
    "index",
    "inverse",
    "is_theorem",
    "linear",
    "lipschitz",
    "loads",
    "map_sum",
    "map_variable",
    "matrix",
    "norm_at_most",
    "number",
    "power",
    "product",
    "push_forward",
    "real",
    "replay",
    "rules",
    "same_map",
    "substitute_map",
    "summation",
    "zero_map",
]
