"""On what the entries of a formula depend: the step of an induction over the layers of a class.

An input all of whose tokens are equal is followed through the formulas of a layer.  Where the
formula of the token k of the result has no k left in it, the tokens of the result are equal too,
whatever the weights and sizes are.  Nothing is evaluated: the analysis only forgets, so that what
it says to be equal is equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from varsym.claims import expressions as e
from varsym.claims.classes.networks import Layer, Network, Parallel, Repeat, Series, letter_of
from varsym.claims.classes.sizes import runs_through
from varsym.claims.formulas import arrays as a
from varsym.claims.formulas.names import free_names
from varsym.claims.formulas.shapes import shape_of

__all__ = ["Entries", "Tokens", "layer_entries", "tokens_after"]

#: Stands for every index, where nothing is known.
ANY = "?"


@dataclass(frozen=True)
class Entries:
    """What is known of the entries of an array.

    Attributes
    ----------
    varies : tuple of bool
        For each axis whether entries may vary along it; a last axis of one entry may be left out.
    indices : frozenset of str
        The free indices that entries may depend on.
    zero : bool
        Whether every entry is zero.
    diagonal : bool
        Whether it is a multiple of the identity.
    equals : str or None
        A letter whose entries these are.
    taken : tuple of str
        Which of that letter's entries, an item for each axis along which it varies: ``"*"`` for all
        places, which is the next axis that varies here, or the index of one place.
    """

    varies: tuple[bool, ...]
    indices: frozenset[str] = frozenset()
    zero: bool = False
    diagonal: bool = False
    equals: str | None = None
    taken: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether all entries are one number."""
        return not any(self.varies)

    def may_depend_on(self, index: str) -> bool:
        """Return whether entries may depend on an index."""
        return index in self.indices or ANY in self.indices


ZERO = Entries((), zero=True)


@dataclass(frozen=True)
class Tokens:
    """What is known of the tokens of a map.

    Attributes
    ----------
    equal, zero : bool
        Whether all are equal; whether all are zero, which includes it.
    """

    equal: bool
    zero: bool = False


def tokens_after(network: Network, tokens: Tokens, zeroed: frozenset[str] = frozenset()) -> Tokens:
    """Return what is known of the tokens after a network, for all its members.

    Parameters
    ----------
    network : Network
    tokens : Tokens
        What is known of those that it is given.
    zeroed : frozenset of str
        Weights that are taken to be zero.

    Examples
    --------
    >>> n, d, k = *e.reals("n d"), *e.index("k")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> given = (a.Sides("n d"), *map(a.Let, (X, Y, E)), a.Ranging(k, 1, n))
    >>> double = a.Formula(given, (a.Defined(Y[k, a.ALL], X[k, a.ALL] + X[k, a.ALL]),))
    >>> tokens_after(Layer("2", double, "X", "Y"), Tokens(equal=True)).equal
    True
    >>> shift = a.Formula(given, (a.Defined(Y[k, a.ALL], X[k, a.ALL] + E[k, a.ALL]),))
    >>> tokens_after(Layer("E", shift, "X", "Y"), Tokens(equal=True)).equal
    False
    """
    match network:
        case Series(parts):
            for part in parts:
                tokens = tokens_after(part, tokens, zeroed)
            return tokens
        case Parallel(branches):
            ends = [
                tokens if b.network is None else tokens_after(b.network, tokens, zeroed)
                for b in branches
            ]
            return Tokens(all(t.equal for t in ends), all(t.zero for t in ends))
        case Repeat(_, body):
            # What holds before a round and after it holds before each; the meet only shrinks.
            while True:
                after = tokens_after(body, tokens, zeroed)
                met = Tokens(tokens.equal and after.equal, tokens.zero and after.zero)
                if met == tokens:
                    return after
                tokens = met
    found = layer_entries(network, tokens, zeroed)
    along = (axis < len(found.varies) and found.varies[axis] for axis in network.tokens)
    return Tokens(found.zero or not any(along), found.zero)


def layer_entries(layer: Layer, tokens: Tokens, zeroed: frozenset[str] = frozenset()) -> Entries:
    """Return what is known of the result of a layer.

    Parameters
    ----------
    layer : Layer
    tokens : Tokens
        What is known of its argument.
    zeroed : frozenset of str
        Weights that are taken to be zero.
    """
    axes = range(len(layer.argument.shape))
    varies = tuple(not (tokens.equal and axis in layer.tokens) for axis in axes)
    argument = ZERO if tokens.zero else _letter(layer.argument.name, varies)
    reading = _Reading({layer.argument.name: argument}, frozenset(layer.normalised))
    free = {weight.name for weight in layer.weights}
    reading.known |= dict.fromkeys(zeroed & free, ZERO)
    reading.pending |= set(layer.defined)
    reading.partly |= {d for d in layer.definitions if not _is_everywhere(layer, d)}
    for definition in layer.definitions:
        reading.define(definition)
    return reading.known.get(layer.result.name, _unknown(len(layer.result.shape)))


@dataclass
class _Reading:
    """The analysis of the definitions of a layer, one after another."""

    known: dict[str, Entries]
    normalised: frozenset[str]
    #: Letters whose definition is still to come.
    pending: set[str] = field(default_factory=set)
    #: Definitions that leave out some places of their letter.
    partly: set[a.Defined] = field(default_factory=set)
    #: Families that are defined, and whose members do not depend on their own index.
    steady: set[str] = field(default_factory=set)

    def define(self, definition: a.Defined) -> None:
        """Note what is known of a letter after ``target := value``."""
        letter, value = letter_of(definition.target), self.of(definition.value)
        own = {place.name for place in letter.indices if isinstance(place, e.Index)}
        self.pending.discard(letter.name)
        is_whole = definition not in self.partly and len(own) == len(letter.indices)
        if letter.name in self.known or not is_whole:
            self.known[letter.name] = _unknown(len(letter.shape))
            self.steady.discard(letter.name)
            return
        found = _placed(definition.target, value)
        if set(found.taken) - {a.ALL}:
            found = replace(found, equals=None)
        if own and not any(value.may_depend_on(name) for name in own):
            self.steady.add(letter.name)
        self.known[letter.name] = replace(found, indices=found.indices - own)

    def of(self, item: a.Array) -> Entries:  # noqa: C901, PLR0912 - one case a kind
        """Return what is known of an expression."""
        match item:
            case a.ArrayVariable(name, shape) if name in self.pending:
                return _unknown(len(shape))
            case a.ArrayVariable(name, shape, indices):
                found = self.known.get(name, _letter(name, (True,) * len(shape)))
                places = _free(shape) if name in self.steady else _free((*shape, *indices))
                return found if found.zero else replace(found, indices=found.indices | places)
            case a.Quantity(scalar):
                return ZERO if scalar == e.as_scalar(0) else Entries((), _free((scalar,)))
            case a.Ones(shape):
                return Entries((False,) * len(shape), _free(shape))
            case a.Function(_, argument):
                return Entries((), _free((argument,)))
            case a.Shaped(array, _):
                return self.of(array)
            case a.Entrywise(function, argument):
                found = self.of(argument)
                if found.zero:
                    return Entries((), _free(shape_of(argument))) if function == "exp" else ZERO
                return replace(found, diagonal=False, equals=None)
            case a.ArraySum(terms):
                return _sum([(c, self.of(term)) for c, term in terms])
            case a.Hadamard(left, right):
                return _product([self.of(left), self.of(right)])
            case a.Quotient(array, divisor):
                found, by = self.of(array), self.of(divisor)
                both = found.indices | by.indices
                return found if found.zero else replace(found, indices=both, equals=None)
            case a.MatMul(left, right):
                return _matrix_product(self.of(left), self.of(right))
            case a.Inner(left, right):
                ends = self.of(left), self.of(right)
                return ZERO if any(x.zero for x in ends) else Entries((), _indices(ends))
            case a.Transpose(array):
                found = self.of(array)
                varies = (*found.varies, False, False)[:2][::-1]
                return found if found.zero else replace(found, varies=varies, equals=None)
            case a.Diagonal(vector):
                found = self.of(vector)
                shown = Entries((True, True), found.indices, diagonal=found.is_number)
                return found if found.zero else shown
            case a.Inverse(matrix):
                found = self.of(matrix)
                return Entries((True, True), found.indices, diagonal=found.diagonal)
            case a.Slice(array, places):
                return _sliced(self.of(array), places)
            case a.IteratedArray():
                return self._iterated(item)
            case a.Reshaped(array, shape):
                return _reshaped(self.of(array), array, shape)
        return _unknown(len(shape_of(item)))

    def _iterated(self, item: a.IteratedArray) -> Entries:
        reduced = self._without_unit_sums(item)
        if not isinstance(reduced, a.IteratedArray):
            return self.of(reduced)
        found = self.of(reduced.body)
        if found.zero:
            return ZERO
        indices = (found.indices - {reduced.index}) | _free((reduced.low, reduced.high))
        return replace(found, indices=indices, equals=None)

    def _without_unit_sums(self, item: a.Array) -> a.Array:
        """Return Σ_p W(x - p) Z as Z, where W is normalised and Z does not depend on p."""
        if not isinstance(item, a.IteratedArray):
            return item
        body = self._without_unit_sums(item.body)
        factors = list(_factors(body))
        unit = [f for f in factors if self._adds_up_to_one(f, item.index)]
        rest = [f for f in factors if f not in unit]
        if len(unit) == 1 and rest and not any(self.of(f).may_depend_on(item.index) for f in rest):
            product = rest[0]
            for factor in rest[1:]:
                product = product * factor
            return product
        return replace(item, body=body)

    def _adds_up_to_one(self, factor: a.Array, index: str) -> bool:
        match factor:
            case a.Function(name, e.Binary("-", start, e.Index(found))):
                return name in self.normalised and found == index and index not in _free((start,))
        return False


def _is_everywhere(layer: Layer, definition: a.Defined) -> bool:
    """Return whether the indices of a definition run through all places of their axes."""
    target = definition.target
    if not isinstance(target, a.Slice):
        return True
    sides = zip(target.places, letter_of(target).shape, strict=False)
    return all(runs_through(layer, p.name, s) for p, s in sides if isinstance(p, e.Index))


def _letter(name: str, varies: tuple[bool, ...]) -> Entries:
    return Entries(varies, equals=name, taken=(a.ALL,) * sum(varies))


def _unknown(axes: int) -> Entries:
    return Entries((True,) * axes, frozenset({ANY}))


def _free(items: Iterable[object]) -> frozenset[str]:
    return frozenset(name for item in items for name in free_names(item))


def _indices(parts: Iterable[Entries]) -> frozenset[str]:
    return frozenset().union(*(part.indices for part in parts))


def _factors(item: a.Array) -> Iterator[a.Array]:
    if isinstance(item, a.Hadamard):
        yield from _factors(item.left)
        yield from _factors(item.right)
    else:
        yield item


def _joined(parts: Sequence[Entries]) -> Entries:
    """Return what is known where entries of several arrays are put together one by one."""
    moving = [p for p in parts if not p.is_number]
    length = max((len(p.varies) for p in moving), default=0)
    padded = [(*p.varies, *(False,) * (length - len(p.varies))) for p in moving]
    varies = tuple(any(column) for column in zip(*padded, strict=True))
    return Entries(varies, _indices(parts))


def _sum(terms: list[tuple[object, Entries]]) -> Entries:
    left = [(c, term) for c, term in terms if not term.zero and c != 0]
    if not left:
        return ZERO
    if len(left) == 1 and left[0][0] == 1:
        return left[0][1]
    diagonal = all(term.diagonal for _, term in left)
    return replace(_joined([term for _, term in left]), diagonal=diagonal)


def _product(factors: list[Entries]) -> Entries:
    return ZERO if any(f.zero for f in factors) else _joined(factors)


def _matrix_product(left: Entries, right: Entries) -> Entries:
    if left.zero or right.zero:
        return ZERO
    indices = left.indices | right.indices
    for one, other in ((left, right), (right, left)):
        if one.diagonal:
            return replace(other, indices=indices, equals=None)
    rows = bool(left.varies) and left.varies[0]
    columns = len(right.varies) > 1 and right.varies[1]
    return Entries((rows, columns), indices)


def _sliced(found: Entries, places: tuple[a.Picked, ...]) -> Entries:
    if found.zero:
        return ZERO
    axes = (*found.varies, *(False,) * len(places))
    moving = [(varies, p) for varies, p in zip(axes, places, strict=False)]
    left = [varies for varies, p in moving if not isinstance(p, e.Scalar)]
    if len(places) == 2 and isinstance(places[0], e.Scalar):  # a row keeps two axes
        left = [False, *left][:2]
    picked = [p for varies, p in moving if varies and isinstance(p, e.Scalar)]
    ranges = [p for p in places if isinstance(p, a.Span | a.Tail)]
    indices = found.indices | _free((*picked, *ranges))
    taken = _taken(found, [p for varies, p in moving if varies])
    return Entries(tuple(left), indices, equals=found.equals if taken else None, taken=taken or ())


def _taken(found: Entries, places: list[a.Picked]) -> tuple[str, ...] | None:
    """Return the entries of a letter that a slice takes, or None where it is not said so simply."""
    if found.equals is None or found.taken.count(a.ALL) != len(places):
        return None
    waiting = iter(places)
    taken: list[str] = []
    for item in found.taken:
        place = next(waiting) if item == a.ALL else item
        name = place.name if isinstance(place, e.Index) else place
        if not isinstance(name, str) or (name != a.ALL and name in taken):
            return None
        taken.append(name)
    return tuple(taken)


def _placed(target: a.Array, value: Entries) -> Entries:
    """Return what is known of an array whose places are defined to be `value`."""
    if not isinstance(target, a.Slice):
        return value
    whole = sum(p == a.ALL for p in target.places)
    moving = iter(_squeezed(value, whole))
    named = [p.name for p in target.places if isinstance(p, e.Index)]
    if len(named) + whole != len(target.places) or len(set(named)) != len(named):
        return _unknown(len(target.places))
    if value.zero:
        return ZERO
    varies = tuple(
        value.may_depend_on(p.name) if isinstance(p, e.Index) else next(moving)
        for p in target.places
    )
    names = [p.name if isinstance(p, e.Index) else a.ALL for p in target.places]
    order = tuple(name for name, along in zip(names, varies, strict=True) if along)
    indices = value.indices - set(named)
    if value.equals is None or order != value.taken:
        return Entries(varies, indices)
    return Entries(varies, indices, equals=value.equals, taken=(a.ALL,) * len(order))


def _squeezed(value: Entries, count: int) -> tuple[bool, ...]:
    """Return the axes of a value as `count` axes, where axes of one entry may be left out."""
    if len(value.varies) == count:
        return value.varies
    if value.is_number:
        return (False,) * count
    return (True,) * count


def _reshaped(found: Entries, array: a.Array, shape: a.Shape) -> Entries:
    if found.zero:
        return ZERO
    if found.is_number:
        return Entries((False,) * len(shape), found.indices | _free(shape))
    inside = shape_of(array)
    equal_rows = len(found.varies) == len(inside) and not any(found.varies[:-1])
    if equal_rows and inside[-1:] == shape[-1:]:
        return replace(found, varies=(*(False,) * (len(shape) - 1), True))
    return _unknown(len(shape))
