"""How the documentation is built: ``tox -e docs``, or ``sphinx-build -W -n docs docs/_build``."""  # noqa: INP001 - found by Sphinx

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "varsym"
author = "varsym contributors"
copyright = "2026, varsym contributors"  # noqa: A001 - Sphinx's name
release = version = metadata.version("varsym")

extensions = [
    "click_commands",
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "varsym.sphinxext",
]
smartquotes = False  # --strict is two hyphens
exclude_patterns = ["_build", "_templates", "_extensions"]
templates_path = ["_templates"]

# ------------------------------------------------------------------ pages

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the tests run the notebooks, and hold them against what is written
suppress_warnings = [
    # Pages are read on forges too, where ```text and ```console are all that they know.
    "misc.highlighting_failure",
]

# ------------------------------------------------------------------ statements

varsym_packs = {"var-universality": "reference/statements"}

# ------------------------------------------------------------------ docstrings

autosummary_generate = True
autosummary_ignore_module_all = False
autosummary_imported_members = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # numpydoc's sections say what is taken and given
autodoc_docstring_signature = False
numpydoc_show_class_members = False  # autodoc shows them
numpydoc_class_members_toctree = False
default_role = "py:obj"

nitpicky = True
nitpick_ignore_regex = [
    # Docstrings put names of any kind into single backticks: what has a page becomes a link, and
    # parameters, letters and private names stay code.
    (r"py:obj", r".*"),
    # Names of the standard library and of NumPy: their lists would have to be fetched.
    (r"py:class", r"(collections|fractions|numpy|pathlib)\..*"),
]

# ------------------------------------------------------------------ HTML

html_theme = "furo"
html_title = f"varsym {release}"
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"


def setup(app: Sphinx) -> None:
    """Set formulas as MathML, as on the pages of the statements, and keep bars in docstrings."""
    app.add_html_math_renderer("mathml", (_math, None), (_math, None))
    app.connect("autodoc-process-docstring", _absolute_bars, priority=900)  # after numpydoc
    app.connect("autodoc-process-signature", _no_signature_of_data, priority=400)  # before numpydoc


def _no_signature_of_data(
    _app: Sphinx, what: str, _name: str, _item: object, _opt: object, _args: object, _gives: object
) -> tuple[None, None] | None:
    """Keep numpydoc from giving an alias such as tuple[int, int] the signature of tuple."""
    return (None, None) if what in ("data", "type") else None


def _absolute_bars(
    _app: Sphinx, _what: str, _name: str, _item: object, _opt: object, lines: list[str]
) -> None:
    """Escape the bars of |f(x)|, which reStructuredText takes for substitutions; none is used."""
    kept = r"(``.*?``|^ *>>> .*?(?:\n *\n|\Z))"
    pieces = re.split(kept, "\n".join(lines), flags=re.DOTALL | re.MULTILINE)
    pieces[::2] = [piece.replace("|", r"\|") for piece in pieces[::2]]
    lines[:] = "".join(pieces).split("\n")


def _math(writer: Any, node: Any) -> None:
    from docutils.nodes import SkipNode
    from sphinx.util import logging

    from varsym.report.document_blocks import Formula
    from varsym.report.mathml import mathml

    shown = str(mathml(Formula(node.astext(), node.astext()), node.tagname == "math_block"))
    if shown.startswith("<code>"):
        logging.getLogger(__name__).warning("no MathML for %s", node.astext(), location=node)
    writer.body.append(shown)
    raise SkipNode
