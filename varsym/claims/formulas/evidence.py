"""What is told about a formula or a comparison of arrays: one line each thing that is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.comparisons import compare
from varsym.claims.formulas.duties import (
    Apart,
    Declared,
    Duty,
    Earlier,
    Integral,
    Invertible,
    Member,
    NonNegative,
    NonZero,
    SameShape,
    Within,
)
from varsym.claims.formulas.procedures import Procedure
from varsym.claims.formulas.rounds import Checked, Remark, check_procedure
from varsym.claims.formulas.settling import Settled, settle
from varsym.claims.render import text

__all__ = ["ArrayClaim", "Found", "examine"]

_NAMES: Mapping[type[Duty], str] = {
    SameShape: "shape",
    Integral: "integer",
    Within: "range",
    Member: "member",
    Earlier: "recursion",
    Apart: "overlap",
    NonZero: "divisor",
    NonNegative: "radicand",
    Invertible: "inverse",
}


class Found:
    """What was found about a claim on arrays.

    Attributes
    ----------
    holds : bool or None
        None where neither a proof nor a counterexample was found.
    lines : sequence of str
        What is shown: the summary, or else the faults.
    counterexample : dict or None
        Of the first fault.
    summary : str
        One line.
    faults : tuple of str
        What is wrong, one line each.
    """

    def __init__(
        self, holds: bool | None, lines: Sequence[str], counterexample: dict[str, Any] | None = None
    ) -> None:
        self.holds = holds
        self.summary = lines[0]
        self.faults = tuple(lines) if not holds else ()
        self.counterexample = counterexample


ArrayClaim: TypeAlias = a.Formula | a.ArrayCompare | a.KernelWithin | Procedure


def examine(goal: ArrayClaim, conditions: Sequence[e.Condition]) -> Found:
    """Prove a goal on arrays under conditions for all sizes, or find small values that break it.

    Examples
    --------
    >>> (n,) = e.reals("n")
    >>> u = a.ArrayVariable("u", (n,))
    >>> examine((u - u).same(u), ()).summary
    'u - u = u: 0 is not 1 at u = [1]'
    """
    if isinstance(goal, a.ArrayCompare):
        return _comparison(goal, tuple(conditions))
    if isinstance(goal, a.KernelWithin):
        return _kernel(goal)
    if isinstance(goal, Procedure):
        return _procedure(check_procedure(goal, tuple(conditions)))
    settled = settle(goal, tuple(conditions))
    wrong = [s for s in settled if not s.holds]
    if not wrong:
        return Found(True, [_tally(settled)])
    refuted = sorted((s for s in wrong if s.holds is False), key=_order)
    broken = {s.duty.value for s in refuted if isinstance(s.duty, Integral)}
    refuted = [s for s in refuted if not _follows(s.duty, broken)]
    if refuted:
        return Found(False, [_line(s) for s in refuted], _data(refuted[0]))
    return Found(None, [f"not settled: {_where(s.duty)}" for s in wrong])


def _comparison(goal: a.ArrayCompare, conditions: tuple[e.Condition, ...]) -> Found:
    found = compare(goal, conditions)
    if found.holds:
        return Found(True, [found.reason])
    if found.misfit is not None:
        if found.holds is None:
            return Found(None, [f"not settled: {_where(found.misfit.duty)}"])
        return Found(False, [_line(found.misfit)], _data(found.misfit))
    if found.instance is None:
        return Found(None, ["neither a proof nor a counterexample was found"])
    settled = Settled(Duty(goal, ()), False, found.instance)
    return Found(False, [_line(settled)], _data(settled))


def _procedure(found: Checked) -> Found:
    """Tell what is wrong line by line, or what was checked."""
    wrong = [r for r in found.remarks if r.fault or (r.settled and r.settled.holds is False)]
    settled = [r.settled for r in wrong if r.settled is not None]
    broken = {s.duty.value for s in settled if isinstance(s.duty, Integral)}
    wrong = [r for r in wrong if r.settled is None or not _follows(r.settled.duty, broken)]
    if wrong:
        return Found(False, [_numbered(r) for r in wrong], _data_of(wrong[0]))
    unclear = [r for r in found.remarks if r.settled is not None and r.settled.holds is None]
    if unclear:
        return Found(None, [f"not settled: {_numbered(r)}" for r in unclear])
    counts = _counts([r.settled for r in found.remarks if r.settled is not None])
    reads = f"{found.reads} reads, each of a name that is defined before"
    lines = ", ".join(map(str, found.unprinted))
    taken = f"; shapes taken from their use: line {lines}" if lines else ""
    return Found(True, [f"{reads}; for all sizes and rounds: {counts}{taken}"])


def _numbered(remark: Remark) -> str:
    where = f"line {remark.line}, {remark.when}" if remark.when else f"line {remark.line}"
    where = where if remark.line else "at the start"
    if remark.fault is not None:
        return f"{where}: {remark.fault.line}"
    return f"{where}: {_line(remark.settled)}" if remark.settled is not None else where


def _data_of(remark: Remark) -> dict[str, Any] | None:
    if remark.fault is not None:
        return _relation({}, remark.fault.found, "is", remark.fault.wanted)
    return None if remark.settled is None else _data(remark.settled)


def _kernel(goal: a.KernelWithin) -> Found:
    from varsym.maps.kernels import parse_kernel

    profile = parse_kernel(goal.kernel).profile
    if profile is None:
        return Found(None, [f"{goal.kernel} is no function of one variable"])
    if profile.degree > goal.degree:
        line = f"{goal.kernel} has a piece of degree {profile.degree}"
        return Found(False, [line], _relation({}, str(profile.degree), "≤", str(goal.degree)))
    place = profile.violation(goal.low, goal.high)
    if place is None:
        return Found(True, [f"{goal.kernel} takes values from {goal.low} to {goal.high} alone"])
    value = profile(place)
    sign, end = ("≥", goal.low) if value < goal.low else ("≤", goal.high)
    data = _relation({"x": str(place)}, str(value), sign, str(end))
    return Found(False, [f"W({place}) = {value} for {goal.kernel}"], data)


def _relation(values: dict[str, str], left: str, sign: str, right: str) -> dict[str, Any]:
    return {
        "world": "shapes", "assignment": values, "left": left, "relation": sign, "right": right,
    }  # fmt: skip


def _follows(duty: Duty, broken: set[e.Scalar]) -> bool:
    """Return whether a side is out of range that is not even an integer, which says enough."""
    return isinstance(duty, Within) and duty.high is None and duty.value in broken


def _order(settled: Settled) -> tuple[bool, bool]:
    """Return the rank of a fault: divisions by zero first, letters that are not declared last."""
    return settled.instance is None, not isinstance(settled.duty, NonZero)


def _tally(settled: Sequence[Settled]) -> str:
    return f"all letters declared; for all sizes: {_counts(settled)}"


def _counts(settled: Sequence[Settled]) -> str:
    counts = Counter(_NAMES[type(s.duty)] for s in settled)
    parts = [f"{n} {name if n == 1 else name + 's'}" for name, n in sorted(counts.items())]
    return ", ".join(parts) or "nothing else to check"


def _where(duty: Duty) -> str:
    place = duty.place
    shown = text(place) if isinstance(place, a.Array | e.Scalar | e.Condition) else str(place)
    if isinstance(duty, Integral | Within):
        return f"{text(duty.value)} in {shown}" if text(duty.value) != shown else shown
    if isinstance(duty, Member):
        return f"{', '.join(map(text, duty.indices))} in {shown}"
    return shown


def _line(settled: Settled) -> str:
    duty, found = settled.duty, settled.instance
    if isinstance(duty, Declared):
        return f"{duty.name} is nowhere declared: {_where(duty)}"
    if found is None:
        return _where(duty)
    shown = ", ".join(f"{name} = {_bare(value)}" for name, value in found.values)
    at = f" at {shown}" if shown else ""
    if isinstance(duty, NonZero):
        return f"{_where(duty)}: a division by 0{at}"
    broken = {"≤": "is above", "≥": "is below", "=": "is not", "is": "is not"}
    return f"{_where(duty)}: {found.found} {broken[found.relation]} {found.wanted}{at}"


def _bare(value: str) -> str:
    return value.replace("'", "")


def _data(settled: Settled) -> dict[str, Any]:
    found = settled.instance
    if isinstance(settled.duty, Declared):
        return _relation({}, settled.duty.name, "is", "declared")
    if found is None:
        raise ValueError("a fault without an instance")
    values = {name: _bare(value) for name, value in found.values}
    return _relation(values, found.found, found.relation, found.wanted)
