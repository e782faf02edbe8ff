"""The theorem, which only a rule can make, and the decorator that makes a rule."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NoReturn, ParamSpec, SupportsIndex

from varsym.kernel.errors import KernelError, RuleError
from varsym.kernel.judgements import Judgement
from varsym.kernel.scalars import Scalar, set_slot
from varsym.kernel.terms import MapTerm

__all__ = ["RULES", "Draft", "Theorem", "close_rules", "is_theorem", "rule"]

Backing = tuple[str, Judgement]
P = ParamSpec("P")
_SEAL = object()
_NO_HYPOTHESES: frozenset[Judgement] = frozenset()
_NO_BACKING: frozenset[Backing] = frozenset()
_SLOTS = ("judgement", "hypotheses", "citations", "oracles", "rule", "args", "_seal")


class Theorem:
    """A judgement that follows from its hypotheses, citations and oracles.

    A theorem comes out of a rule and from nowhere else: it has no constructor, cannot be
    subclassed, changed, copied into another or pickled.

    Attributes
    ----------
    judgement : Judgement
        The conclusion.
    hypotheses : frozenset of Judgement
        What is assumed.
    citations : frozenset of (str, Judgement)
        What is taken from the literature, with its source.
    oracles : frozenset of (str, Judgement)
        What a named program computed and the kernel did not check again.
    rule : str
        The rule that made it.
    args : tuple
        What the rule was applied to, premises among them: the rule tree.
    """

    __slots__ = _SLOTS
    judgement: Judgement
    hypotheses: frozenset[Judgement]
    citations: frozenset[Backing]
    oracles: frozenset[Backing]
    rule: str
    args: tuple[Any, ...]

    def __new__(cls, *_: object, **__: object) -> Theorem:  # noqa: D102
        raise KernelError("A theorem made by its constructor.", "A rule of the kernel.")

    def __init_subclass__(cls) -> NoReturn:
        raise KernelError("A subclass of Theorem.", "A rule of the kernel.")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise KernelError(f"The attribute {name} of a theorem set.", "A rule of the kernel.")

    def __delattr__(self, name: str) -> NoReturn:
        raise KernelError(f"The attribute {name} of a theorem deleted.")

    def __copy__(self) -> Theorem:
        return self

    def __deepcopy__(self, memo: object) -> Theorem:
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise KernelError("A theorem pickled.", "Its certificate, which is plain JSON.")

    def __str__(self) -> str:
        left = ", ".join(sorted(map(str, self.hypotheses)))
        backing = [f"cited {s!r}: {j}" for s, j in self.citations]
        backing += [f"oracle {s!r}: {j}" for s, j in self.oracles]
        return f"{'; '.join([left, *sorted(backing)]) if backing else left} ⊢ {self.judgement}"

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule concludes, before it is sealed; parts left None are those of the premises.

    Parameters
    ----------
    judgement : Judgement
    hypotheses : frozenset of Judgement, optional
    citations, oracles : frozenset of (str, Judgement), optional

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most
    >>> Draft(at_most(ONE, ONE)).hypotheses is None
    True
    """

    judgement: Judgement
    hypotheses: frozenset[Judgement] | None = None
    citations: frozenset[Backing] | None = None
    oracles: frozenset[Backing] | None = None


_rules: dict[str, Callable[..., Theorem]] = {}
RULES: Mapping[str, Callable[..., Theorem]] = MappingProxyType(_rules)
_closed = False


def close_rules() -> None:
    """Let no further rule be registered.

    Examples
    --------
    >>> close_rules()
    >>> sorted(RULES)[:2]
    ['assume', 'bound_is_nonnegative']
    """
    global _closed  # noqa: PLW0603
    _closed = True


def rule(function: Callable[P, Judgement | Draft]) -> Callable[P, Theorem]:
    """Make `function` a rule: check its arguments, union what its premises rest on, seal.

    Parameters
    ----------
    function : callable
        It takes theorems, terms, texts and exact numbers, by position, and returns what it
        concludes.

    Returns
    -------
    callable
        The rule, which returns a theorem.

    Raises
    ------
    KernelError
        When the rules are closed, as they are once `varsym.kernel.rules` is imported.

    Examples
    --------
    >>> from varsym.kernel import rules
    >>> rule(print)
    Traceback (most recent call last):
        ...
    varsym.kernel.errors.KernelError: A new rule, print. ...
    """
    name = function.__name__
    if _closed:
        raise KernelError(
            f"A new rule, {name}.", "The rules of varsym.kernel.rules, and no others."
        )

    @functools.wraps(function)
    def apply(*args: P.args, **kwargs: P.kwargs) -> Theorem:
        if kwargs:
            raise RuleError(name, "arguments are positional.")
        premises = tuple(_premises(args, name))
        try:
            result = function(*args, **kwargs)
        except (AttributeError, TypeError) as error:
            raise RuleError(name, f"arguments of the wrong kind: {error}.") from error
        draft = result if type(result) is Draft else Draft(result)  # type: ignore[arg-type]
        return _seal(name, args, premises, draft)

    _rules[name] = apply
    return apply


def is_theorem(value: object) -> bool:
    """Return whether a rule of this kernel made `value`.

    Parameters
    ----------
    value : object

    Examples
    --------
    >>> from varsym.kernel import ONE, at_most, rules
    >>> is_theorem(rules.assume(at_most(ONE, ONE))), is_theorem("a <= b")
    (True, False)
    """
    return type(value) is Theorem and getattr(value, "_seal", None) is _SEAL


def _premises(args: Iterable[Any], name: str) -> Iterator[Theorem]:
    for arg in args:
        kind = type(arg)
        if kind is Theorem:
            if getattr(arg, "_seal", None) is not _SEAL:
                raise RuleError(name, "a premise is not a theorem that a rule made.")
            yield arg
        elif kind is tuple:
            yield from _premises(arg, name)
        elif kind in (Scalar, MapTerm, Judgement):
            if any(n[0] in "@!" for n in arg.free):
                raise RuleError(name, f"the bound index of {arg} is not bound.")
        elif kind not in (str, int, Fraction):
            raise RuleError(name, f"an argument of type {kind.__name__}.")


def _seal(name: str, args: tuple[Any, ...], premises: tuple[Theorem, ...], draft: Draft) -> Theorem:
    hypotheses, citations, oracles = draft.hypotheses, draft.citations, draft.oracles
    if hypotheses is None:
        hypotheses = _NO_HYPOTHESES.union(*(t.hypotheses for t in premises))
    if citations is None:
        citations = _NO_BACKING.union(*(t.citations for t in premises))
    if oracles is None:
        oracles = _NO_BACKING.union(*(t.oracles for t in premises))
    theorem: Theorem = object.__new__(Theorem)
    slots = (draft.judgement, hypotheses, citations, oracles, name, args, _SEAL)
    for slot, value in zip(_SLOTS, slots, strict=True):
        set_slot(theorem, slot, value)
    return theorem
