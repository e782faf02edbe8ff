"""Classes of networks and of targets, as Theorem 6.6 speaks of; nothing is decided here.

A class is written as a tree of layers.  Each layer carries the very formula that defines it in the
paper; its letters that are neither the argument nor defined by the formula are weights, and a
member of the class chooses them freely, for each occurrence of the layer anew.  So are its letters
of sizes: what one layer calls n can be what the next calls L.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from varsym.claims import expressions as e
from varsym.claims.formulas import arrays as a
from varsym.errors import PackError

__all__ = [
    "Branch",
    "Layer",
    "LipschitzChains",
    "Network",
    "Parallel",
    "Repeat",
    "Series",
    "Universal",
]


@dataclass(frozen=True)
class Layer:
    """A map of token arrays that formulas define.

    Parameters
    ----------
    name : str
        As it is shown.
    formula : Formula
        Its definitions are read in their order, up to that of the result.
    reads, gives : str
        The letters of the argument and of the result in the formula.
    tokens : tuple of int
        The axes of both that number the tokens; the others number channels.
    normalised : tuple of str
        Functions of one variable whose values at x - p, for the printed p, add up to one.
    fixed : tuple of str
        Letters that are given and that members do not choose.
    latex : str
        As it is shown in LaTeX; the name in upright letters if not given.

    Raises
    ------
    PackError
        When the argument or the result is no letter of the formula, or a family of arrays, or the
        argument has no such axes.

    Examples
    --------
    >>> n, d = e.reals("n d")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> layer = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> [weight.name for weight in layer.weights]
    ['E']
    """

    name: str
    formula: a.Formula
    reads: str
    gives: str
    tokens: tuple[int, ...] = (0,)
    normalised: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    latex: str = ""

    def __post_init__(self) -> None:
        for letter in (self.reads, self.gives):
            if letter not in self._arrays:
                raise PackError(
                    f"The letter {letter} of the layer {self.name}, which its formula lacks.",
                    f"One of {', '.join(sorted(self._arrays))}.",
                    "Name the argument and the result as the formula does.",
                )
            if self._arrays[letter].indices:
                raise PackError(
                    f"The layer {self.name} from or to the family {letter}.",
                    "One array.",
                    "Write the formula of one member with letters of its own.",
                )
        axes = len(self.argument.shape)
        if not self.tokens or not set(self.tokens) <= set(range(axes)):
            raise PackError(
                f"The layer {self.name}, whose tokens are numbered by the axes {self.tokens}.",
                f"At least one of the axes 0 to {axes - 1} of {self.reads}.",
                "Name the axes along which the tokens lie, in the argument and in the result.",
            )
        if not self.latex:
            object.__setattr__(self, "latex", f"\\mathrm{{{self.name}}}")

    @property
    def _arrays(self) -> dict[str, a.ArrayVariable]:
        return {d.array.name: d.array for d in self.formula.declared if isinstance(d, a.Let)}

    @property
    def argument(self) -> a.ArrayVariable:
        """What the layer is applied to."""
        return self._arrays[self.reads]

    @property
    def result(self) -> a.ArrayVariable:
        """What it gives."""
        return self._arrays[self.gives]

    @property
    def definitions(self) -> tuple[a.Defined, ...]:
        """The definitions of the formula up to that of the result."""
        names = [letter_of(d.target).name for d in self.formula.defined]
        count = len(names) - names[::-1].index(self.result.name) if self.result.name in names else 0
        return tuple(self.formula.defined[:count])

    @property
    def defined(self) -> tuple[str, ...]:
        """The letters that the formula defines."""
        return tuple(dict.fromkeys(letter_of(d.target).name for d in self.formula.defined))

    @property
    def weights(self) -> tuple[a.ArrayVariable, ...]:
        """The arrays of the formula that a member chooses."""
        taken = {self.reads, self.gives, *self.defined, *self.fixed}
        return tuple(array for name, array in self._arrays.items() if name not in taken)

    def channels(self, array: a.ArrayVariable) -> tuple[e.Scalar, ...]:
        """Return the sides of `array`, the argument or the result, that do not number tokens."""
        return tuple(side for axis, side in enumerate(array.shape) if axis not in self.tokens)


def letter_of(target: a.Array) -> a.ArrayVariable:
    """Return the letter that a definition defines, whole or place by place."""
    whole = target.array if isinstance(target, a.Slice) else target
    whole = whole.array if isinstance(whole, a.Shaped) else whole
    if not isinstance(whole, a.ArrayVariable):
        raise PackError(f"A definition of {whole!r}.", "A letter, or places of one letter.")
    return whole


@dataclass(frozen=True)
class Series:
    """Networks one after another; the first in the list acts first.

    Parameters
    ----------
    parts : tuple of Network

    Examples
    --------
    >>> n, d, r = e.reals("n d r")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> shift = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> len(Series((shift, shift)).parts)
    2
    """

    parts: tuple[Network, ...]


def _is_positive(number: e.Scalar) -> bool:
    """Return whether a number is positive where its letters are."""
    match number:
        case e.Number(value):
            return value > 0
        case e.Real() | e.Index():
            return True
        case e.Binary("+" | "*" | "/", left, right):
            return _is_positive(left) and _is_positive(right)
        case e.Binary("^", base, _):
            return _is_positive(base)
    return False


@dataclass(frozen=True)
class Branch:
    """A positive multiple of a network, or of the identity where there is none.

    Attributes
    ----------
    coefficient : Scalar
        Made of positive numbers and of letters, which are taken to be positive.
    network : Network or None

    Raises
    ------
    PackError
        When nothing shows that the coefficient is positive.

    Examples
    --------
    >>> n, d, r = e.reals("n d r")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> shift = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> Branch(e.as_scalar(1)).network is None
    True
    """

    coefficient: e.Scalar
    network: Network | None = None

    def __post_init__(self) -> None:
        if not _is_positive(self.coefficient):
            raise PackError(
                f"A branch with the coefficient {self.coefficient!r}.",
                "A sum, product or quotient of positive numbers and letters.",
                "Write a sign as a layer of its own.",
            )

    @property
    def is_identity(self) -> bool:
        """Whether it is its argument."""
        return self.network is None and self.coefficient == e.as_scalar(1)


@dataclass(frozen=True)
class Parallel:
    """The sum of branches that have one argument, such as a layer and what it is added to.

    Parameters
    ----------
    branches : tuple of Branch

    Examples
    --------
    >>> n, d, r = e.reals("n d r")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> shift = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> len(Parallel((Branch(e.as_scalar(1)), Branch(e.as_scalar(1), shift))).branches)
    2
    """

    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Repeat:
    """`body` a number of times from one on, each time with weights of its own.

    Attributes
    ----------
    times : Scalar
        The letter of that number; that of the scales of the targets, or one that is free.
    body : Network

    Raises
    ------
    PackError
        When `times` is no letter: an expression such as r - 1 can be zero.

    Examples
    --------
    >>> n, d, r = e.reals("n d r")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> shift = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> Repeat(r, shift).times.name
    'r'
    """

    times: e.Scalar
    body: Network

    def __post_init__(self) -> None:
        _check_letter(self.times, "number of rounds")


def _check_letter(number: e.Scalar, meaning: str) -> None:
    is_letter = isinstance(number, e.Index) or (isinstance(number, e.Real) and not number.indices)
    if not is_letter:
        raise PackError(
            f"{number!r} as the {meaning}.",
            "A letter, such as r.",
            "Claims about classes are made for every such number.",
        )


Network: TypeAlias = Layer | Series | Parallel | Repeat


def layers_of(network: Network) -> tuple[Layer, ...]:
    """Return the different layers of a class, in the order in which they act."""
    match network:
        case Layer():
            return (network,)
        case Series(parts):
            found = [layer for part in parts for layer in layers_of(part)]
        case Parallel(branches):
            found = [x for b in branches if b.network is not None for x in layers_of(b.network)]
        case Repeat(_, body):
            return layers_of(body)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class LipschitzChains:
    """The targets f_r∘g_r∘⋯∘f_1∘g_1 of Assumption 6.2, from one token to a token map.

    f_i is any K-Lipschitz map of the token maps of scale i into themselves, and g_i any K-Lipschitz
    map from scale i - 1 to scale i that an interpolation approximates.

    Attributes
    ----------
    scales : Scalar
        r, at least 1.
    lipschitz : Scalar
        K, any positive number.
    bounded : bool
        Whether inputs are taken from a bounded set, any one, instead of from all of R^{1×1×d}.

    Raises
    ------
    PackError
        When `scales` or `lipschitz` is no letter.

    Examples
    --------
    >>> r, K = e.reals("r K")
    >>> LipschitzChains(r, K).bounded
    False
    """

    scales: e.Scalar
    lipschitz: e.Scalar
    bounded: bool = False

    def __post_init__(self) -> None:
        _check_letter(self.scales, "number of scales")
        _check_letter(self.lipschitz, "Lipschitz constant")


@dataclass(frozen=True)
class Universal(e.Condition):
    """For every target and every ε > 0 some network of a class is within ε of the target.

    The distance is the supremum over inputs of the largest entry, or in the reading L_alpha the
    function norm (∫ ‖·‖_α^α dX)^{1/α} over the inputs.  It is claimed for every number of scales
    and channels, and for all sizes of the token maps; where a layer is printed for r times as many
    rows and columns, for all sizes that are such multiples.

    Attributes
    ----------
    networks : Network
    targets : LipschitzChains

    Raises
    ------
    PackError
        When the networks have no layer.

    Examples
    --------
    >>> n, d, r = e.reals("n d r")
    >>> X, Y, E = (a.ArrayVariable(name, (n, d)) for name in "XYE")
    >>> letters = (a.Sides("n d"), *map(a.Let, (X, Y, E)))
    >>> shift = Layer("E", a.Formula(letters, (a.Defined(Y, X + E),)), "X", "Y")
    >>> Universal(Repeat(r, shift), LipschitzChains(r, d)).targets.scales.name
    'r'
    """

    networks: Network
    targets: LipschitzChains

    def __post_init__(self) -> None:
        if not layers_of(self.networks):
            raise PackError("A class of networks without a layer.", "At least one layer.")
