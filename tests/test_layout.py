"""The project's own promises: what is tested, what the kernel imports, what the README tells."""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path

import pytest

import varsym

ROOT = Path(__file__).parents[1]
KERNEL = sorted((ROOT / "varsym" / "kernel").rglob("*.py"))


def imported_modules(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def may_enter_the_kernel(module: str) -> bool:
    top = module.partition(".")[0]
    return (
        top in sys.stdlib_module_names
        or module == "varsym.errors"
        or f"{module}.".startswith("varsym.kernel.")
    )


@pytest.mark.skipif("TOX_ENV_DIR" not in os.environ, reason="only tox promises the wheel")
def test_the_installed_wheel_is_tested_not_the_checkout() -> None:
    assert Path(varsym.__file__).is_relative_to(os.environ["TOX_ENV_DIR"])


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: path.stem)
def test_the_kernel_imports_the_standard_library_alone(path: Path) -> None:
    strangers = {
        name for name in imported_modules(path.read_text("utf-8")) if not may_enter_the_kernel(name)
    }
    assert strangers == set()


@pytest.mark.parametrize("module", ["sympy", "varsym", "varsym.exact", "varsym.kernels", ".errors"])
def test_a_stranger_to_the_kernel_is_told(module: str) -> None:
    assert not may_enter_the_kernel(module)


@pytest.mark.parametrize("path", KERNEL, ids=lambda path: path.stem)
def test_the_kernel_raises_and_never_asserts(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"^python -m pip install .*$", readme, re.MULTILINE)
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert len(commands) == 2
    assert [command for command in commands if f"'{command}'" not in script] == []
