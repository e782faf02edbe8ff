"""Every public name has a docstring that keeps the rules of CONTRIBUTING.md."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from docstring_rules import (
    INNER,
    PLAIN,
    RULES,
    Rule,
    faults,
    has_an_example,
    has_known_sections,
    is_written,
    tells_its_errors,
    tells_its_parameters,
    tells_its_shapes,
    tells_its_source,
    tells_its_units,
    tells_what_it_returns,
)
from docstrings import House, package

import varsym

ERRORS = """
class VarsymError(Exception):
    '''An error.'''

class InputError(VarsymError):
    '''A bad number.'''

class SmallError(InputError):
    '''A number that is too small.'''
"""

#: For each rule: where a source stands, the source, and the fault that must be found in it.
BROKEN: list[tuple[Rule, str, str, str]] = [
    (is_written, "graph", "def f(): ...", "has no docstring"),
    (is_written, "graph", "def f():\n    'nothing to see'", "begins with no sentence"),
    (is_written, "graph", "class C:\n    'One.'\n    def f(self): ...", "C.f has no docstring"),
    (is_written, "graph", "__all__ = ['f']\ndef f(): ...\ndef g(): ...", "f has no docstring"),
    (
        has_known_sections,
        "claims",
        """
        def f(a):
            '''Return a.

            Arguments
            ---------
            a : int
            '''
        """,
        "has a section 'Arguments'",
    ),
    (
        has_known_sections,
        "claims",
        """
        def f(a):
            '''Return a.

            Returns
            -------
            int

            Parameters
            ----------
            a : int
            '''
        """,
        "in the order Returns, Parameters",
    ),
    (tells_its_parameters, "graph", "def f(a):\n    'Return `a`.'", "does not tell of a"),
    (tells_its_parameters, "claims", "def f(a, b):\n    'Return `a`.'", "does not tell of b"),
    (
        tells_its_parameters,
        "report",
        """
        class C:
            '''One.'''
            def f(self, a, *rest, **more):
                '''Return a.

                Parameters
                ----------
                a : int
                rest : int
                '''
        """,
        "C.f does not tell of more",
    ),
    (
        tells_its_parameters,
        "claims",
        """
        def f(a):
            '''Return a.

            Parameters
            ----------
            a, b : int
            '''
        """,
        "lists b, which is no parameter",
    ),
    (
        tells_its_parameters,
        "graph",
        """
        @dataclass
        class C:
            '''One.

            Attributes
            ----------
            a : int
            '''
            a: int
            b: int
        """,
        "does not tell of b",
    ),
    (
        tells_its_parameters,
        "graph",
        """
        class C:
            '''One.

            Attributes
            ----------
            size : int
            '''
            def __init__(self): self.width = 1
        """,
        "lists size, which is no attribute",
    ),
    (
        tells_what_it_returns,
        "claims",
        "def f() -> int:\n    'The widths of all maps.'",
        "does not say what it returns, as it begins 'The'",
    ),
    (
        tells_its_errors,
        "errors",
        ERRORS + "def f():\n    'Do it.'\n    raise InputError('no')",
        "f raises InputError",
    ),
    (
        tells_its_errors,
        "errors",
        ERRORS
        + dedent(
            """
            def _check(a):
                if a < 0:
                    raise SmallError(a)

            class C:
                '''One.

                Raises
                ------
                OutputError
                    Always.
                '''
                def __init__(self, a):
                    self._read(a)
                def _read(self, a):
                    try:
                        _check(a)
                    except ValueError:
                        raise KeyError(a) from None
            """
        ),
        "C raises SmallError",
    ),
    (
        tells_its_errors,
        "maps",
        "def f(n):\n    'Do it for `n`.'\n    return exact_integer(n, 'n')",
        "f raises InputError",
    ),
    (
        tells_its_errors,
        "claims",
        """
        def f():
            '''Do it.

            Raises
            ------
            MisspeltError
                Always.
            '''
        """,
        "tells of the error 'MisspeltError', which does not exist",
    ),
    (
        tells_its_shapes,
        "maps",
        """
        def f(x: FloatArray) -> float:
            '''Return the norm of x.

            Parameters
            ----------
            x : FloatArray
                Numbers.
            '''
        """,
        "gives no shape of x",
    ),
    (
        tells_its_shapes,
        "exact",
        """
        def f(x: object) -> float:
            '''Return the norm of x.

            Parameters
            ----------
            x : matrix of rationals
            '''
        """,
        "gives no shape of x",
    ),
    (
        tells_its_shapes,
        "maps",
        "def f() -> tuple[tuple[int, ...], ...]:\n    'Return all of it.'",
        "gives no shape of what it returns",
    ),
    (
        tells_its_shapes,
        "maps",
        """
        class Block:
            '''One (n, d).'''
        class C(Block):
            '''A map that does something.'''
        """,
        "does not say what shapes it maps",
    ),
    (
        tells_its_units,
        "exact",
        """
        def f(n: int):
            '''Do it.

            Parameters
            ----------
            n : int
                Above 0.
            '''
        """,
        "does not say what n counts",
    ),
    (tells_its_source, "maps", "def f():\n    'Return softmax.'", "names no source"),
    (tells_its_source, "contextual", "class C:\n    'A mapping.'", "names no source"),
    (
        tells_its_source,
        "kernel",
        "@rule\ndef f():\n    '``Γ ⊢ a`` gives ``Γ ⊢ b``.'",
        "does not say why the rule is sound",
    ),
    (has_an_example, "graph", "def f():\n    'Return 1.'", "has no example"),
    (
        has_an_example,
        "numeric",
        "class C:\n    'One.'\n    def f(self): 'Return 1.'",
        "C has no example",
    ),
]

SOUND = """
'''Softmax, Definition 3.1.'''

class Block(ABC):
    '''A map of arrays.'''

    @abstractmethod
    def output_shape(self, shape):
        '''Return the shape for a `shape`.'''

    def formula(self, x: FloatArray) -> FloatArray:
        '''Evaluate at x, (n, d).'''

class Softmax(Block):
    '''From (n,) to (n,).

    Parameters
    ----------
    length : int, optional
        n, the number of entries; any if none.

    Raises
    ------
    ValueError
        When it is negative.

    Examples
    --------
    >>> Softmax(3)
    '''

    def __init__(self, length: int | None = None) -> None:
        if length is not None and length < 0:
            raise ValueError(length)

    @classmethod
    def of_length(cls, length: int) -> Softmax:
        '''Build it from floats.'''

    def formula(self, x: FloatArray) -> FloatArray:
        '''Exponentiate.'''

    @property
    def width(self) -> int:
        '''The number of entries.'''

    def tried(self) -> int:
        '''Count what does not fit.'''
        try:
            raise KeyError("no")
        except LookupError:
            return 0

@dataclass
class Found:
    '''What `search` finds.

    Attributes
    ----------
    slope : float
    '''

    slope: float
    _kept: int = 0

def search(block: Block, points: FloatArray) -> Found:
    '''Find the steepest pair.

    Parameters
    ----------
    block : Block
    points : FloatArray, (m, n)

    Examples
    --------
    >>> search(Softmax(), [[0], [1]])
    '''

def _hidden(a): ...
"""


@pytest.fixture(scope="module")
def house() -> House:
    return package(Path(varsym.__file__).parent)


def sources(room: str, source: str) -> dict[str, str]:
    return {f"varsym.{room}.module" if room != "errors" else "varsym.errors": dedent(source)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_public_name_keeps_the_rule(house: House, rule: Rule) -> None:
    assert faults(house, rule) == []


def test_all_modules_are_looked_at(house: House) -> None:
    found = {name.module for name in house.names}
    assert {"varsym.graph.paper", "varsym.kernel.rules", "varsym.report.document"} <= found
    assert len(house.names) > 1_500


@pytest.mark.parametrize(
    ("rule", "room", "source", "fault"), BROKEN, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_rule_catches(rule: Rule, room: str, source: str, fault: str) -> None:
    assert any(fault in found for found in faults(House(sources(room, source)), rule))


def test_every_rule_has_something_to_catch() -> None:
    assert {rule for rule, *_ in BROKEN} == set(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_lets_what_keeps_it_pass(rule: Rule) -> None:
    assert faults(House(sources("maps", SOUND)), rule) == []


def test_a_base_class_is_looked_up_where_it_is_imported_from() -> None:
    both = {
        "varsym.maps.block": "class Block:\n    'One.'\n    def f(self, a): 'Return `a`.'",
        "varsym.report.block": "class Block:\n    'Another.'",
        "varsym.maps.relu": "from varsym.maps.block import Block\n"
        "class ReLU(Block):\n    'One.'\n    def f(self, a): 'Return it.'",
        "varsym.report.text": "from varsym.report.block import Block\n"
        "class Text(Block):\n    'One.'\n    def f(self, a, b): 'Return it.'",
    }
    found = faults(House(both), tells_its_parameters)
    assert [one.partition(" ")[0] for one in found] == ["varsym.report.text.Text.f"] * 2


def test_a_method_of_another_packages_class_owes_no_parameters() -> None:
    source = "import click\nclass C(click.Group):\n    'One.'\n    def f(self, a, b): 'Do it.'"
    assert faults(House(sources("report", source)), tells_its_parameters) == []


def test_the_vocabulary_of_packs_counts_as_called_by_users() -> None:
    both = {
        "varsym.pack": "from varsym.claims.words import f",
        "varsym.claims.words": "def f(): 'Return 1.'\ndef g(): 'Return 1.'",
    }
    assert faults(House(both), has_an_example) == ["varsym.claims.words.f has no example"]


@pytest.mark.parametrize("module", PLAIN)
def test_a_module_without_a_source_is_listed_for_need(house: House, module: str) -> None:
    path = Path(*module.split(".")[1:]).with_suffix(".py")
    source = (Path(varsym.__file__).parent / path).read_text("utf-8")
    moved = House({f"{module}_moved": source})
    assert faults(moved, tells_its_source)


@pytest.mark.parametrize(("label", "error"), INNER)
def test_an_error_that_cannot_happen_is_listed_for_need(
    house: House, label: str, error: str
) -> None:
    (name,) = (one for one in house.names if one.label == label)
    assert f"raise {error}" in ast.unparse(house.trees[name.module])
    assert error not in name.text
