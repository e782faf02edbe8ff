"""Proved bounds and stated constants as data, for a page that evaluates them without Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from varsym.claims import expressions as e
from varsym.claims.functions import elementary as f
from varsym.claims.refuting.enumeration import free_indices
from varsym.claims.render import latex, text
from varsym.graph.bounds import Bound, bound_of
from varsym.graph.constants import StatedConstant
from varsym.graph.paper import DEFAULT_PACK
from varsym.report.document_blocks import Formula
from varsym.report.mathml import mathml

if TYPE_CHECKING:
    from varsym.graph.audit import Audit, StatementAudit

__all__ = ["query_programs"]

Tree = list[Any]


def query_programs(audit: Audit) -> dict[str, list[dict[str, Any]]]:
    """Return what the statements of an audit can be asked for, as data that JSON can hold.

    Parameters
    ----------
    audit : Audit
        Only claims that it proved become questions.

    Returns
    -------
    dict of str to list
        By the id of a statement, its questions, the one that `Node.bound` answers by default
        first: each a proved bound in one reading, or a constant.  A question has

        - ``name``, ``form`` (None where no form has to be named), ``reading``, ``kind``
          (``"bound"`` or ``"constant"``), ``claim``, ``note``;
        - ``text``, ``mathml``: the formula;
        - ``parameters``: ``name``, ``letter``, ``meaning``, ``kind`` (``"index"``, ``"real"`` or
          ``"family"``, one number or a comma list), ``needed``;
        - ``defaults``: pairs of a parameter and the one that it takes its value from;
        - ``silent``: indices that only say which member is meant, and are 1;
        - ``expression``: a tree, as `expression_tree` writes it, and ``expression_text``;
        - ``conditions``: ``text``, and ``check`` (a sign and two trees) for one about numbers;
        - ``statements``: what the answer uses, and ``command``: how its command line begins.

        A statement without any has no entry.

    Examples
    --------
    >>> import varsym
    >>> audit = varsym.load("var-universality").audit(["lem:6.3"])
    >>> [(q["name"], q["reading"]) for q in query_programs(audit)["lem:6.3"]]
    [('bound', 'sup'), ('bound', 'L_alpha')]
    """
    order = audit.paper.ordered()
    found = {}
    for item in audit:
        name = item.statement.id
        ancestors = nx.ancestors(audit.paper.graph, name)
        below = [other for other in order if other in ancestors]
        command = ["varsym", "bound", name]
        if audit.paper.name != DEFAULT_PACK:
            command += ["--pack", audit.paper.name]
        questions = [*_bounds(item, below, command), *_constants(item, command)]
        if questions:
            found[name] = questions
    return found


def _bounds(found: StatementAudit, below: Sequence[str], command: list[str]) -> Iterator[Any]:
    statement = found.statement
    for metric in statement.metrics:
        forms = {d.claim.id: (name, d.claim) for name, d in found.bounds(metric).items()}
        first = bound_of(found, metric)
        asked: list[tuple[str | None, Bound]] = [] if first is None else [(None, first)]
        for name, claim in forms.values():
            if (first is None or claim.id != first.claim.id) and _is_evaluated(claim.goal):
                asked.append((name, Bound(statement, claim, metric)))
        reading = [] if metric == "sup" else ["--reading", metric]
        for form, bound in asked:
            yield _question(
                name=form or forms.get(bound.claim.id, ("bound", None))[0],
                form=form,
                reading=metric,
                kind="bound",
                claim=bound.claim.id,
                note="",
                formula=Formula(bound.latex, bound.claim.text),
                parameters=_parameters(bound),
                defaults=[list(pair) for pair in statement.defaults.items()],
                silent=free_indices([*bound.claim.conditions, bound.claim.goal]),
                expression=bound.expression,
                conditions=[_condition(c) for c in bound.claim.conditions],
                statements=[statement.id, *below],
                command=[*command, *reading, *(["--form", form] if form else [])],
            )


def _constants(found: StatementAudit, command: list[str]) -> Iterator[Any]:
    statement = found.statement
    note = f"as {statement.id} defines it; the audit finds that statement {found.verdict}"
    # `Node.question` takes the first constant for a statement without a bound.
    plain = None if bound_of(found) else next(iter(statement.constants), None)
    for name in statement.constants:
        constant = StatedConstant(statement, name, note)
        kinds = _kinds(constant.expression, *statement.constants[name].conditions)
        yield _question(
            name=name,
            form=None if name == plain else name,
            reading="sup",
            kind="constant",
            claim=f"{statement.id}/{name}",
            note=note,
            formula=Formula(constant.latex, constant.text),
            parameters=[
                _parameter(letter, meaning, "index" if kinds[letter] == "index" else "real", True)
                for letter, meaning in constant.parameters.items()
            ],
            defaults=[],
            silent=[],
            expression=constant.expression,
            conditions=[_condition(c) for c in statement.constants[name].conditions],
            statements=[statement.id],
            command=[*command, *([] if name == plain else ["--form", name])],
        )


def _question(*, formula: Formula, expression: e.Scalar, **rest: Any) -> dict[str, Any]:
    return {
        **rest,
        "text": formula.text,
        "mathml": str(mathml(formula, display=True)),
        "expression": expression_tree(expression),
        "expression_text": text(expression),
    }


def _is_evaluated(goal: e.Condition) -> bool:
    """Return whether a form says that something is at most a number that parameters give."""
    if not isinstance(goal, e.Compare):
        return False
    return not any(isinstance(leaf, e.Norm | e.BigO) for leaf in _inside(goal.right))


def _inside(item: object) -> Iterator[object]:
    yield item
    for part in f.parts(item):
        yield from _inside(part)


def _kinds(*items: object) -> dict[str, str]:
    """Return the kind of each letter: index, real or family."""
    found: dict[str, str] = {}
    for item in items:
        for leaf in _inside(item):
            if isinstance(leaf, e.Index):
                found[leaf.name] = "index"
            elif isinstance(leaf, e.Real):
                found[leaf.name] = "family" if leaf.indices else "real"
    return found


def _parameters(bound: Bound) -> list[dict[str, Any]]:
    kinds = _kinds(bound.expression)
    takes = {other: name for name, other in bound.statement.defaults.items() if name in kinds}
    return [
        _parameter(name, meaning, kinds.get(name) or kinds[takes[name]], name in kinds)
        for name, meaning in bound.parameters.items()
    ]


def _parameter(name: str, meaning: str, kind: str, needed: bool) -> dict[str, Any]:
    letter = Formula(latex(e.Real(name)), text(e.Real(name)))
    return {
        "name": name,
        "letter": letter.text,
        "meaning": meaning,
        "kind": kind,
        "needed": needed,
    }


def _condition(condition: e.Condition) -> dict[str, Any]:
    check = _relation(condition) if isinstance(condition, e.Compare) else None
    return {"text": text(condition), "check": check}


def expression_tree(item: e.Scalar) -> Tree:
    """Write an expression as nested lists: a word or sign, its parts, and its text for messages.

    Examples
    --------
    >>> (x,) = e.reals("x")
    >>> expression_tree(x / 2)
    ['/', ['real', 'x', []], ['number', '2'], 'x / 2']
    """
    match item:
        case e.Number(value):
            return ["number", str(value)]
        case e.Index(name):
            return ["index", name]
        case e.Real(name, indices):
            return ["real", name, [expression_tree(i) for i in indices]]
        case e.Binary(op, left, right):
            return [op, expression_tree(left), expression_tree(right), text(item)]
        case e.Iterated(kind, name, low, high, body):
            return [kind, name, *(expression_tree(part) for part in (low, high, body))]
        case f.ReLU(inner) | f.Exp(inner) | f.Log(inner):
            return [type(item).__name__.lower(), expression_tree(inner), text(item)]
        case f.Cases(pieces):
            return ["cases", [_piece(piece) for piece in pieces], text(item)]
    return ["none", type(item).__name__, text(item)]


def _piece(piece: f.Piece) -> Tree:
    several = None
    if piece.index is not None and piece.low is not None and piece.high is not None:
        several = [piece.index.name, expression_tree(piece.low), expression_tree(piece.high)]
    return [expression_tree(piece.value), [_relation(c) for c in piece.conditions], several]


def _relation(relation: e.Compare) -> Tree:
    return [relation.op, expression_tree(relation.left), expression_tree(relation.right)]
