"""README and docs/: every ```python block runs, and every link leads somewhere.

The blocks of a page run in order and share one namespace. A block with ``>>>`` in it is a doctest,
any other block is run as it stands.
"""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def run_page(text: str, name: str) -> None:
    namespace = {"__name__": name}
    for block in BLOCK.finditer(text):
        code = block[1]
        line = text.count("\n", 0, block.start(1))
        if ">>>" in code:
            example = doctest.DocTestParser().get_doctest(code, namespace, name, name, line)
            doctest.DebugRunner(optionflags=FLAGS).run(example, clear_globs=False)
            namespace = example.globs
        else:
            exec(compile("\n" * line + code, name, "exec"), namespace)


@each_page
def test_code_runs(page: Path) -> None:
    try:
        run_page(page.read_text("utf-8"), page.name)
    except doctest.DocTestFailure as failure:
        example = failure.example
        pytest.fail(
            f"{page.name}, line {(failure.test.lineno or 0) + example.lineno + 1}: {example.source}"
            f"expected {example.want!r}, got {failure.got!r}"
        )
    except doctest.UnexpectedException as failure:
        raise failure.exc_info[1] from None


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_runner_notices_a_wrong_output() -> None:
    with pytest.raises(doctest.DocTestFailure):
        run_page("```python\nx = 1\n```\n\n```python\n>>> x + 1\n3\n```\n", "page")


def test_the_runner_keeps_one_namespace_a_page() -> None:
    blocks = ["x = 1", ">>> y = x + 1", "z = 1 / (y - 1)"]
    run_page("".join(f"```python\n{block}\n```\n" for block in blocks), "page")
