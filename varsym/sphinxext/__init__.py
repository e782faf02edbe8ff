"""A Sphinx extension: proof graphs, statements with their verdicts, and a page for each of them.

In ``conf.py``::

    extensions = ["varsym.sphinxext"]
    varsym_packs = {"var-universality": "statements"}

``varsym_packs`` names packs and the folders, within the documentation, that get one page a
statement and an index.  The pages are written when a build starts; what stands on them is computed
while they are read, from one audit a pack and process.

========================================== ====================================================
``.. varsym-graph:: PACK``                 the proof graph; ``:focus:``, ``:depth:``,
                                           ``:direction:``, ``:caption:``, ``:alt:``
``.. varsym-statement:: ID``               one statement; ``:pack:``, ``:parts:``, ``:no-index:``
``:varsym:stmt:`lem:6.3```                 a reference; also ``PACK/lem:6.3``
========================================== ====================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import varsym
from varsym.sphinxext.directives import DIRECTIVES, audit_ahead
from varsym.sphinxext.document_nodes import add_formula_node
from varsym.sphinxext.domain import StatementDomain
from varsym.sphinxext.drawn_graph import add_graph_node
from varsym.sphinxext.latex_signs import declared_signs
from varsym.sphinxext.statement_pages import write_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["setup"]

STYLE = "varsym-sphinx.css"


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directives, the domain, the nodes and the style; Sphinx calls this.

    Pages may be read and written in parallel: each process that reads audits for itself what the
    first has not audited before, and verdicts do not depend on who computes them.

    Parameters
    ----------
    app : sphinx.application.Sphinx

    Returns
    -------
    dict of str to object
        The version, that of what is kept between builds, and that both may be done in parallel.
    """
    app.add_config_value("varsym_packs", {}, "env", types=frozenset({dict}))
    app.add_domain(StatementDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    add_formula_node(app)
    add_graph_node(app)
    app.add_css_file(STYLE)
    app.connect("config-inited", _add_static_path)
    app.connect("config-inited", _declare_signs)
    app.connect("builder-inited", write_pages)
    app.connect("env-before-read-docs", audit_ahead)
    return {
        "version": varsym.__version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_static_path(app: Sphinx, config: Config) -> None:
    """Add the folder of the style before Sphinx compares the settings with those it has seen."""
    del app
    config.html_static_path = [*config.html_static_path, str(Path(__file__).parent / "static")]


def _declare_signs(app: Sphinx, config: Config) -> None:
    """Let pdflatex print what it knows no sign for; the other engines know them all."""
    del app
    if config.latex_engine == "pdflatex":
        preamble = config.latex_elements.get("preamble", "") + declared_signs()
        config.latex_elements = {**config.latex_elements, "preamble": preamble}
