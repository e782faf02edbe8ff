"""The numeric engine: floats that search, measure and compare, and never prove."""

from __future__ import annotations

from varsym.numeric.cross_checking import CrossCheck, cross_check
from varsym.numeric.executors import in_order
from varsym.numeric.falsifying import Conjecture, Falsification, falsify
from varsym.numeric.relations import Relation, RelationalConjecture
from varsym.numeric.shrinking import shrink
from varsym.numeric.slopes import SlopeEstimate, estimate_slope, tightness
from varsym.numeric.straight_line import ProgramBuilder, StraightLineProgram

__all__ = [
    "Conjecture",
    "CrossCheck",
    "Falsification",
    "ProgramBuilder",
    "Relation",
    "RelationalConjecture",
    "SlopeEstimate",
    "StraightLineProgram",
    "cross_check",
    "estimate_slope",
    "falsify",
    "in_order",
    "shrink",
    "tightness",
]
