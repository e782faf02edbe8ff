"""The rules for docstrings, as CONTRIBUTING.md tells them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from docstrings import Function, House, Named, attributes, members, parameters, raised

Rule = Callable[[Named, House], Iterator[str]]

#: The rooms whose names stand for something that was published, and so say where.
SOURCED = ("maps", "models", "contextual", "claims.classes")
#: Errors that say that something cannot happen, by a name and what it would be.
INNER = {
    ("varsym.claims.formulas.evidence.examine", "ValueError"): "a fault comes with an instance",
    ("varsym.claims.formulas.sums.canonical", "ValueError"): "a sum has an order of its binders",
    ("varsym.claims.proving.distances.DistanceProver.bounds", "ArithmeticError"): "a composite",
    ("varsym.claims.proving.unrolling.constant_product", "ArithmeticError"): "the range is proved",
}
#: Modules of those rooms that owe no source, and why.
PLAIN = {
    "varsym.maps.activation": "ReLU and SiLU are what everybody means by them",
    "varsym.maps.arrays": "reads numbers",
    "varsym.maps.block": "varsym's own interface of a block",
    "varsym.maps.fields": "arithmetic",
    "varsym.maps.flattened": "lays tokens out",
    "varsym.maps.lipschitz": "what a bound is",
    "varsym.maps.parameters": "reads numbers",
    "varsym.maps.residual": "adds a block to its input",
    "varsym.maps.separable": "linear algebra",
    "varsym.maps.slopes": "what a slope is",
    "varsym.claims.classes.dependence": "varsym's own analysis of formulas",
    "varsym.claims.classes.display": "shows claims as text",
    "varsym.claims.classes.sizes": "varsym's own analysis of formulas",
    "varsym.contextual.ball_ends": "reads numbers",
    "varsym.contextual.close_pairs": "geometry of integer points",
    "varsym.contextual.example_targets": "maps to try, of varsym's own",
    "varsym.contextual.gaps": "sorting with certified comparisons",
    "varsym.contextual.nearest_points": "geometry of points",
    "varsym.contextual.output_axes": "linear algebra",
    "varsym.contextual.position_coding": "calculus, in the module's docstring",
    "varsym.contextual.relu_lines": "piecewise linear functions",
    "varsym.contextual.target_expressions": "varsym's own language of maps",
    "varsym.models.assembled": "varsym's own interface of a block",
    "varsym.models.flow_rows": "lays tokens out",
    "varsym.models.flow_weights": "draws numbers",
    "varsym.models.hofar_duals": "calculus",
    "varsym.models.hofar_pullbacks": "calculus",
    "varsym.models.kinds": "checks what is given",
    "varsym.models.var_weights": "draws numbers",
}
SECTIONS = (
    "Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "See Also", "Notes",
    "References", "Examples",
)  # fmt: skip
#: Verbs whose object is what the function returns.
GIVING = (
    "Add", "Apply", "Assume", "Audit", "Bound", "Bring", "Build", "Certify", "Check", "Choose",
    "Compare", "Compose", "Compute", "Construct", "Count", "Decide", "Draw", "Enclose", "Evaluate",
    "Find", "Give", "List", "Load", "Make", "Measure", "Merge", "Multiply", "Name", "Prove", "Put",
    "Read", "Refute", "Replace", "Replay", "Return", "Run", "Say", "Search", "Settle", "Solve",
    "Subtract", "Sum", "Take", "Tell", "Translate", "Turn", "Whether", "Write", "Yield",
)  # fmt: skip
_GIVES = re.compile(rf"({'|'.join(GIVING)})\b")
_CONCLUDES = re.compile(r"⊢|\bgives?\b|\bConcludes?\b")
_HEADING = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
#: Where one finds what is implemented: an id, a numbered item, an author with a year, a theorem.
_SOURCE = re.compile(
    r"\b(?:def|rem|thm|cor|lem|ass|fact|alg|phase|eq):(?:[A-Z]\.)?\d"
    r"|\b(?:Definition|Remark|Theorem|Corollary|Lemma|Assumption|Fact|Algorithm|Phase|Section|"
    r"Appendix|Step|Condition)s? [A-Z]?\.?\d"
    r"|\b[A-Z][\w'éí-]+(?: (?:and|et) [\w.]+)*,? \(?(?:1[789]|20)\d\d"
    r"|\bLindemann and Weierstrass\b|\b[A-Z]\w+'s theorem\b|\bPyTorch\b|arXiv|\bdoi\b"
)
_SOUND = re.compile(r"\b[Ss]ound\b")
#: Types that are laid out in rows or axes, in annotations and in what a docstring gives as type.
_LAID_OUT = re.compile(
    r"\w*(?:ndarray|NDArray)\b|\b[A-Z]\w*[a-z]Array\b|\bIntegerRows\b"
    r"|\b(?:Sequence|tuple|list|Iterable)\[(?:Sequence|tuple|list)\[(?!str|Any)[^\]]*\.\.\.\]"
    r"|\barrays?\b|\bmatri(?:x|ces)\b|\bsequences? of sequences?\b"
)
_SHAPE = re.compile(
    r"\([\w.…^*·+/ -]+,[\w.…^*·+/, -]*\)|\w (?:×|x|by) \w|\bR\^|\brows?\b|\bcolumns?\b|\baxes\b"
    r"|\baxis\b|\bshapes?\b|\bsquare\b|\blength\b|\bone (?:\w+ )?(?:a|an|for each|per)\b"
    r"|\bas many\b|\bany shape\b|\bvectors?\b|\bentry by entry\b|\bentries\b",
    re.IGNORECASE,
)
#: What an integer counts, measures or points at.
_UNIT = re.compile(
    r"""\b(?:
    digits? | bits? | bytes? | pixels? | tokens? | neurons? | layers? | seconds? | sides? |
    widths? | heights? | depths? | rows? | columns? | entries | axes | axis | steps? |
    rounds? | scales? | channels? | heads? | blocks? | sequences? | points? | cells? | taps?
    | groups? | levels? | terms? | factors? | degree | order | rank | exponent | power |
    base | seed | ind(?:ex|ices) | places? | position | dimensions? | sizes? | length |
    numbers? | count | coordinates? | how\ many | how\ often | copies | samples? | inputs? |
    tries | trials | attempts | maps | workers | times | intervals? | pieces? |
    edges | processes | counterexamples? | ratio | denominator | numerator | coefficients? |
    roots? | characters | lines | images? | modulus | prime | sign | pairs
    | contexts? | bumps? | vocabulary | variables | claims | statements |
    operands? | jobs
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_INTEGER = re.compile(r"(?:(?:tuple|list|Sequence)\[)?int\b(?!.*Fraction)|(?:positive )?integer\b")
_SAYS = re.compile(r"\w+")


def is_written(name: Named, house: House) -> Iterator[str]:
    """Every public name has a docstring whose first paragraph is a sentence."""
    first = name.text.partition("\n\n")[0].strip()
    if not first:
        yield "has no docstring"
    elif first[-1] not in ".:?!`":
        yield "begins with no sentence"


def has_known_sections(name: Named, house: House) -> Iterator[str]:
    """Sections are numpydoc's, each once, in numpydoc's order."""
    found = _HEADING.findall(name.text)
    for heading in found:
        if heading not in SECTIONS:
            yield f"has a section {heading!r}"
    known = [SECTIONS.index(h) for h in found if h in SECTIONS]
    if known != sorted(set(known)):
        yield f"has its sections in the order {', '.join(found)}"


def tells_its_parameters(name: Named, house: House) -> Iterator[str]:
    """Each parameter is told of, and nothing that is none.

    In the rooms that users call, a function or class has a section that lists all of them, and a
    method may name them in its text. In other rooms the text may also name their class, and says
    by itself what a single one is. An override owes what it adds.
    """
    owed, told = parameters(name), name.told
    listed = bool(name.sections["Parameters"] or name.sections["Attributes"])
    strict = name.owner is None and house.is_front(name)
    words = set(_SAYS.findall(name.text))
    if house.is_override(name):
        owed = {p: a for p, a in owed.items() if told}
    if "classmethod" in name.decorators and name.owner is not None:
        told = name.owner.told | told
    alone = len(owed) == 1 and not house.is_front(name)
    for parameter, annotation in owed.items():
        by_text = parameter in words or (
            not house.is_front(name) and (alone or _is_named_by_class(annotation, name.text))
        )
        if parameter not in told and (strict or listed or not by_text):
            yield f"does not tell of {parameter}"
    for item in name.sections["Parameters"]:
        for one in item.name.split(","):
            called = one.strip().lstrip("*")
            if called not in owed and called not in _inherited(name, house):
                yield f"lists {called}, which is no parameter"
    if name.sections["Attributes"]:
        known = {a for one in (name, *house.bases(name)) for a in attributes(one)}
        for called in sorted(name.told.keys() - parameters(name).keys() - known):
            yield f"lists {called}, which is no attribute"


def _is_named_by_class(annotation: str, text: str) -> bool:
    classes = [word for word in _SAYS.findall(annotation) if word[0].isupper()]
    return any(re.search(rf"\b{one}(?:s|es)?\b", text, re.IGNORECASE) for one in classes)


def _inherited(name: Named, house: House) -> set[str]:
    if not isinstance(name.node, ast.ClassDef):
        return set(parameters(name))
    return {p for base in house.bases(name) for p in parameters(base)}


def tells_what_it_returns(name: Named, house: House) -> Iterator[str]:
    """A function that returns something says what, in a section or by the verb it begins with."""
    if isinstance(name.node, ast.ClassDef) or name.is_property or house.is_override(name):
        return
    is_told = bool(name.sections["Returns"] or name.sections["Yields"])
    is_told |= "rule" in name.decorators.split() and bool(_CONCLUDES.search(name.text))
    returns_nothing = _returned(name.node) in ("None", "NoReturn")
    if is_told or returns_nothing or "contextmanager" in name.decorators:
        return
    if not _GIVES.match(name.text):
        yield f"does not say what it returns, as it begins {name.text.split(' ')[0]!r}"


def _returned(node: Function) -> str:
    return ast.unparse(node.returns) if node.returns else "None"


def tells_its_errors(name: Named, house: House) -> Iterator[str]:
    """What is raised here or by a private helper in the module stands under Raises, and exists."""
    listed = [item.type or item.name for item in name.sections["Raises"]]
    told = {error.strip() for one in listed for error in one.split(",")}
    for error in sorted(raised(name, house)):
        is_told = told & house.errors(error) or (name.label, error) in INNER
        if not is_told and "abstract" not in name.decorators:
            yield f"raises {error}"
    for error in sorted(told):
        if not house.is_error(error):
            yield f"tells of the error {error!r}, which does not exist"


def tells_its_shapes(name: Named, house: House) -> Iterator[str]:
    """Arrays, matrices and nested sequences have a shape; a block says what it maps to what."""
    if not house.is_front(name) or house.is_override(name):
        return
    for parameter, annotation in parameters(name).items():
        said = name.told.get(parameter, name.text)
        kind = name.kinds.get(parameter, "")
        if _LAID_OUT.search(f"{annotation} {kind}") and not _SHAPE.search(said):
            yield f"gives no shape of {parameter}"
    if isinstance(name.node, ast.ClassDef):
        shaped = [m.text for m in members(name) if m.path[-1] == "output_shape"]
        is_block = any(base.path[0] == "Block" for base in house.bases(name))
        if is_block and not _SHAPE.search(" ".join([name.text, *shaped])):
            yield "does not say what shapes it maps"
    elif _LAID_OUT.search(_returned(name.node)) and not _SHAPE.search(name.text):
        yield "gives no shape of what it returns"


def tells_its_units(name: Named, house: House) -> Iterator[str]:
    """An integer parameter says what it counts, measures or points at."""
    if not house.is_front(name) or house.is_override(name):
        return
    for parameter, annotation in parameters(name).items():
        said = name.told.get(parameter, "")
        if said and (_INTEGER.match(annotation) or _INTEGER.match(said)):
            meaning = f"{parameter.replace('_', ' ')} {said}"
            if not _UNIT.search(re.sub(r"\b(?:int|integer)s?\b", "", meaning)):
                yield f"does not say what {parameter} counts"


def tells_its_source(name: Named, house: House) -> Iterator[str]:
    """In the rooms that implement something published, functions and classes say what."""
    if name.owner is not None:
        return
    if "rule" in name.decorators.split() and not _SOUND.search(name.text):
        yield "does not say why the rule is sound"
    is_sourced = any(f"{name.module}.".startswith(f"varsym.{part}.") for part in SOURCED)
    module = ast.get_docstring(house.trees[name.module]) or ""
    if is_sourced and name.module not in PLAIN and not _SOURCE.search(f"{name.text}\n{module}"):
        yield "names no source"


def has_an_example(name: Named, house: House) -> Iterator[str]:
    """Functions and classes that users call have an example.

    A class may have it in a member, or in the function that returns it. None is owed by what cannot
    be made (an abstract class, a protocol) and by errors.
    """
    if name.owner is not None or not house.is_front(name) or ">>>" in name.text:
        return
    if isinstance(name.node, ast.ClassDef):
        cannot_be_made = {"ABC", "Protocol"} & {*name.bases} or any(
            "abstractmethod" in member.decorators for member in members(name)
        )
        is_shown = name.path[0] in house.exemplified or any(
            ">>>" in member.text for member in members(name)
        )
        if cannot_be_made or is_shown or house.is_error(name.path[0]):
            return
    yield "has no example"


RULES: tuple[Rule, ...] = (
    is_written,
    has_known_sections,
    tells_its_parameters,
    tells_what_it_returns,
    tells_its_errors,
    tells_its_shapes,
    tells_its_units,
    tells_its_source,
    has_an_example,
)


def faults(house: House, rule: Rule) -> list[str]:
    """Return what breaks a rule, each as the name and what is wrong with it."""
    return [
        f"{name.label} {fault}"
        for name in house.names
        if name.text or rule is is_written
        for fault in rule(name, house)
    ]
