"""The names that a proof pack is written with.

Examples
--------
>>> from varsym.pack import Paper, Statement, reals
>>> (x,) = reals("x")
>>> toy = Paper("toy", "A toy", [Statement("lem:1", "lemma", "Squares", conclusion=0 <= x * x)])
>>> toy.statements["lem:1"].title
'Squares'
"""

from varsym.claims.expressions import (
    BigO,
    BigOh,
    Chain,
    Cited,
    Compare,
    Condition,
    ForAll,
    Growth,
    Identity,
    Index,
    Iterated,
    Linear,
    Lipschitz,
    Map,
    MapSum,
    MapVariable,
    Norm,
    Number,
    PushForward,
    Real,
    SameMap,
    Scalar,
    Space,
    WellTyped,
    chain,
    equals,
    families,
    for_all,
    index,
    map_sum,
    maps,
    norm,
    product,
    reals,
    summation,
)
from varsym.claims.refuting.search import Hint
from varsym.graph.paper import Paper
from varsym.graph.statement import Display, Repair, Statement

__all__ = [
    "BigO",
    "BigOh",
    "Chain",
    "Cited",
    "Compare",
    "Condition",
    "Display",
    "ForAll",
    "Growth",
    "Hint",
    "Identity",
    "Index",
    "Iterated",
    "Linear",
    "Lipschitz",
    "Map",
    "MapSum",
    "MapVariable",
    "Norm",
    "Number",
    "Paper",
    "PushForward",
    "Real",
    "Repair",
    "SameMap",
    "Scalar",
    "Space",
    "Statement",
    "WellTyped",
    "chain",
    "equals",
    "families",
    "for_all",
    "index",
    "map_sum",
    "maps",
    "norm",
    "product",
    "reals",
    "summation",
]
