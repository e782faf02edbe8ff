"""The public names of a package, read from its sources: docstrings, parameters, errors raised."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from numpydoc.docscrape import NumpyDocString

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef

#: The rooms that users call; of what other rooms hold, the names of `varsym.pack`.
FRONT = ("errors", "exact", "kernel", "maps", "models", "contextual", "numeric", "graph")
#: Functions that read a number or an array from outside, or refuse it.
READERS = (
    "exact_rational", "exact_integer", "exact_array", "numeric_array", "flow_time", "map_size",
    "axis_side", "side", "check_norm", "check_sequences", "of_kind", "listed", "weight_source",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One public name: where it stands, its definition and, for a method, its class."""

    module: str
    path: tuple[str, ...]
    node: Definition
    owner: Named | None = None

    @property
    def label(self) -> str:
        """Module and name, with dots."""
        return f"{self.module}.{'.'.join(self.path)}"

    @cached_property
    def text(self) -> str:
        """The docstring without its indentation; empty if there is none."""
        return ast.get_docstring(self.node) or ""

    @cached_property
    def sections(self) -> Any:
        """The sections as numpydoc reads them, by their headings."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return NumpyDocString(self.text)

    @property
    def decorators(self) -> str:
        """All decorators, as they are written."""
        return " ".join(map(ast.unparse, self.node.decorator_list))

    @property
    def is_property(self) -> bool:
        """Whether it is read and not called."""
        return "property" in self.decorators

    @property
    def bases(self) -> list[str]:
        """What a class derives from, as it is written, without what stands in brackets."""
        written = self.node.bases if isinstance(self.node, ast.ClassDef) else []
        return [ast.unparse(base).partition("[")[0] for base in written]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Types that its sections give, by name."""
        return {name: kind for name, kind, _ in self._listed()}

    @cached_property
    def told(self) -> dict[str, str]:
        """Type and description of all that its sections list, by name."""
        return {name: f"{kind} {text}" for name, kind, text in self._listed()}

    def _listed(self) -> Iterator[tuple[str, str, str]]:
        for item in (*self.sections["Parameters"], *self.sections["Attributes"]):
            for name in item.name.split(","):
                yield name.strip().lstrip("*"), item.type, " ".join(item.desc)


class House:
    """All modules of a package, from their sources."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.trees = {module: ast.parse(source) for module, source in sources.items()}
        self.classes = {
            f"{module}.{node.name}": Named(module, (node.name,), node)
            for module, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.ClassDef)
        }
        self.imports = {module: _imports(tree) for module, tree in self.trees.items()}
        self.packed = set(self.imports.get("varsym.pack", {}).values())

    @cached_property
    def names(self) -> list[Named]:
        """Functions and classes that a module offers, and what those classes offer."""
        found = []
        for module, tree in self.trees.items():
            offered = _offered(tree)
            for node in tree.body:
                if isinstance(node, Definition) and node.name in offered:
                    name = Named(module, (node.name,), node)
                    found.append(name)
                    found += members(name)
        return found

    def is_front(self, name: Named) -> bool:
        """Whether a name is in a room that users call, or in the pack's vocabulary."""
        whole = f"{name.module}.{name.path[0]}"
        return room(name.module) in FRONT or name.module == "varsym" or whole in self.packed

    def bases(self, name: Named) -> Iterator[Named]:
        """Classes of the house that a class derives from, nearest first."""
        for base in name.bases:
            found = self.class_at(name.module, base)
            if found is not None:
                yield found
                yield from self.bases(found)

    def class_at(self, module: str, written: str) -> Named | None:
        """Return the class of the house that a name, perhaps dotted, stands for in a module."""
        first, _, rest = written.partition(".")
        at = self.imports[module].get(first, f"{module}.{first}")
        return self.classes.get(f"{at}.{rest}" if rest else at)

    def is_override(self, name: Named) -> bool:
        """Whether a class further up defines a method of that name, or may, not being ours."""
        if name.owner is None:
            return False
        above = list(self.bases(name.owner))
        return any(self.has_foreign_base(one) for one in (name.owner, *above)) or any(
            name.path[-1] in methods(base) for base in above
        )

    def has_foreign_base(self, name: Named) -> bool:
        """Whether a class derives from one of another package; the standard library's count not."""
        firsts = [base.partition(".")[0] for base in name.bases]
        homes = [self.imports[name.module].get(first, "").partition(".")[0] for first in firsts]
        ours = {"", "varsym", *sys.stdlib_module_names}
        return any(home not in ours for home in homes)

    def errors(self, name: str) -> set[str]:
        """Return the names of an error and of all it derives from, but for the most general."""
        known = getattr(builtins, name, None)
        if isinstance(known, type):
            return {c.__name__ for c in known.__mro__} - {"Exception", "BaseException", "object"}
        found = {name}
        for one in self._errors.get(name, []):
            for above in (one, *self.bases(one)):
                found |= {*above.bases, above.path[0]}
        return found - ({"VarsymError", "Exception"} - {name})

    def is_error(self, name: str) -> bool:
        """Whether an error of the house, or a builtin one, has that name."""
        return name in self._errors or _is_builtin_error(name)

    @cached_property
    def _errors(self) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = {}
        for one in self.classes.values():
            above = [base for each in (one, *self.bases(one)) for base in each.bases]
            if any(map(_is_builtin_error, above)):
                found.setdefault(one.path[0], []).append(one)
        return found

    @cached_property
    def exemplified(self) -> set[str]:
        """The words in the return types of functions with an example."""
        return {
            word
            for name in self.names
            if ">>>" in name.text and not isinstance(name.node, ast.ClassDef)
            for word in re.findall(r"\w+", ast.unparse(name.node.returns or ast.Constant("")))
        }


def package(root: Path) -> House:
    """Return the house of the package in a folder."""
    sources = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sources[module] = path.read_text("utf-8")
    return House(sources)


def room(module: str) -> str:
    """Return the room, as `maps` for varsym.maps.block; empty for the package itself."""
    return ".".join(module.split(".")[1:2])


def _offered(tree: ast.Module) -> set[str]:
    """Return what `__all__` lists; without it, what has no underscore."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return {n.name for n in tree.body if isinstance(n, Definition) and n.name[0] != "_"}


def _is_builtin_error(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, Exception)


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.asname or a.name.partition(".")[0]: a.name for a in node.names}
    return found


def methods(name: Named) -> dict[str, ast.FunctionDef]:
    """Return what a class defines in its body, by name."""
    return _functions(name.node.body) if isinstance(name.node, ast.ClassDef) else {}


def members(name: Named) -> Iterator[Named]:
    """Yield the public methods and properties of a class."""
    for called, node in methods(name).items():
        if called[0] != "_":
            yield Named(name.module, (*name.path, called), node, name)


def _functions(body: list[ast.stmt]) -> dict[str, ast.FunctionDef]:
    """Return functions by name; of several the first, as an overload and a setter come with one."""
    found: dict[str, ast.FunctionDef] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            is_overload = "overload" in " ".join(map(ast.unparse, node.decorator_list))
            if not is_overload:
                found.setdefault(node.name, node)
    return found


# ------------------------------------------------------------------ what a definition has


def _is_record(name: Named) -> bool:
    return "dataclass" in name.decorators or "NamedTuple" in name.bases


def parameters(name: Named) -> dict[str, str]:
    """Return the public parameters of a definition and their annotations."""
    if isinstance(name.node, ast.ClassDef):
        made_by = methods(name).get("__init__")
        if made_by is not None:
            return _arguments(made_by, bound=True)
        if _is_record(name):
            return {
                node.target.id: ast.unparse(node.annotation)
                for node in name.node.body
                if isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Name)
                and node.target.id[0] != "_"
                and "ClassVar" not in ast.unparse(node.annotation)
                and "init=False" not in ast.unparse(node.value or node.target)
            }
        return {}
    if name.is_property:
        return {}
    return _arguments(
        name.node, bound=name.owner is not None and "staticmethod" not in name.decorators
    )


def attributes(name: Named) -> set[str]:
    """Return what instances of a class have: what its body names, and what its methods set."""
    found = {*methods(name)}
    for node in ast.walk(name.node):
        match node:
            case (
                ast.AnnAssign(target=ast.Name(id=called))
                | ast.Attribute(value=ast.Name(id="self"), attr=called, ctx=ast.Store())
            ):
                found.add(called)
            case ast.Assign(targets=[ast.Name(id=called)]) if node in ast.iter_child_nodes(
                name.node
            ):
                found.add(called)
    return found


def _arguments(node: Function, bound: bool) -> dict[str, str]:
    a = node.args
    listed = [*a.posonlyargs, *a.args]
    listed = listed[1:] if bound else listed
    listed += [x for x in (a.vararg, *a.kwonlyargs, a.kwarg) if x is not None]
    return {
        one.arg: ast.unparse(one.annotation) if one.annotation else ""
        for one in listed
        if one.arg[0] != "_"
    }


def raised(name: Named, house: House) -> set[str]:
    """Return the errors that a definition raises itself or by a private helper beside it.

    Reading one of its own parameters by a function of `READERS` raises `InputError`.
    """
    found: set[str] = set()
    for body in _bodies(name):
        found |= _Raising(name, house).within(body)
        if any(_is_read(call, {*parameters(name)}) for call in ast.walk(body)):
            found.add("InputError")
    return found


def _bodies(name: Named) -> list[ast.AST]:
    """Return what runs when a function is called or an instance of a class is made."""
    if not isinstance(name.node, ast.ClassDef):
        return [name.node]
    return [m for m in map(methods(name).get, ("__init__", "__post_init__")) if m is not None]


def _is_read(node: ast.AST, owned: set[str]) -> bool:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in READERS or not node.args:
        return False
    return ast.unparse(node.args[0]).removeprefix("self.") in owned


class _Raising:
    """Collects what statements raise, without what they catch themselves."""

    def __init__(self, name: Named, house: House) -> None:
        self.house = house
        self.functions = _functions(house.trees[name.module].body)
        self.methods = methods(name.owner or name)
        self.seen: set[tuple[str, frozenset[str]]] = set()

    def within(self, node: ast.AST, caught: frozenset[str] = frozenset()) -> set[str]:
        """Return what the parts of a node raise, but for what is caught around it."""
        found: set[str] = set()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
                continue
            if isinstance(child, ast.Try):
                inner = caught | {n for handler in child.handlers for n in _types(handler.type)}
                found |= self.within(ast.Module(child.body, []), inner)
                rest = ast.Module([*child.orelse, *child.finalbody], [])
                for part in (*child.handlers, rest):
                    found |= self.within(part, caught)
                continue
            if isinstance(child, ast.Raise) and child.exc is not None:
                found |= self._free(self._raised(child.exc), caught)
            if isinstance(child, ast.Call):
                found |= self._called(child.func, caught)
            found |= self.within(child, caught)
        return found

    def _raised(self, error: ast.expr) -> set[str]:
        made = error.func if isinstance(error, ast.Call) else error
        name = ast.unparse(made).rpartition(".")[2]
        if name in self.functions:
            name = ast.unparse(self.functions[name].returns or ast.Constant(""))
        return {name} if self.house.is_error(name) else set()

    def _called(self, function: ast.expr, caught: frozenset[str]) -> set[str]:
        name, helper = ast.unparse(function), None
        if name[0] == "_":
            helper = self.functions.get(name)
        elif name.startswith(("self._", "cls._")):
            helper = self.methods.get(name.partition(".")[2])
        if helper is None or (name, caught) in self.seen:
            return set()
        self.seen.add((name, caught))
        return self._free(self.within(helper), caught)

    def _free(self, errors: set[str], caught: frozenset[str]) -> set[str]:
        return {e for e in errors if not ({e, *self.house.errors(e), "Exception"} & caught)}


def _types(caught: ast.expr | None) -> set[str]:
    if caught is None:
        return {"Exception"}
    listed = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return {ast.unparse(one).rpartition(".")[2] for one in listed}
