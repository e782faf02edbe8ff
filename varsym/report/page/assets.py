"""The files that the page is made of, and the hashes by which a browser knows them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from varsym.errors import OutputError
from varsym.report.palette import LOOKS

__all__ = ["STYLES", "WORKER", "data_text", "hashed", "program", "style", "worker"]

#: The program of the page, in the order in which its files stand in it.
PROGRAM = (
    "elements.js", "copies.js", "paper.js", "view.js", "theme.js", "viewport.js", "layout.js",
    "lettering.js", "graph.js", "filter.js", "exact.js", "decimals.js", "enclosures.js",
    "log_forms.js", "bounds.js", "constants.js", "answers.js", "query.js", "asked.js", "panel.js",
    "focus.js", "keys.js", "page.js",
)  # fmt: skip
STYLES = ("page.css", "graph.css", "article.css", "query.css", "print.css")
WORKER = "layout_worker.js"
_GRAPHVIZ = "easydot/assets/index.js"
_EXPORTS = re.compile(r"export\s*\{([^}]*)\};?\s*(//# sourceMappingURL=\S*\s*)?\Z")
_ACTIVE = re.compile(
    "[<>&\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def _text(name: str) -> str:
    return resources.files("varsym.report.page").joinpath(name).read_text(encoding="utf-8")


def program() -> str:
    """Return the page's program."""
    return "\n".join(map(_text, PROGRAM))


def style() -> str:
    """Return the page's style, with the colours of the palette.

    Examples
    --------
    >>> "--ink-refuted: light-dark(" in style()
    True
    """
    return "\n".join([_colours(), *map(_text, STYLES)])


def _colours() -> str:
    """Return a colour by day and by night for each verdict, and what a drawing's ink becomes."""
    names = [
        f"  --ink-{verdict}: light-dark({shown.ink}, {shown.night_ink});\n"
        f"  --paper-{verdict}: light-dark({shown.paper}, {shown.night_paper});"
        for verdict, shown in LOOKS.items()
    ]
    rules = [":root {", *names, "}"]
    for verdict, shown in LOOKS.items():
        rules += [
            f".v-{verdict} {{ color: var(--ink-{verdict}); }}",
            f".p-{verdict} {{ background: var(--paper-{verdict}); }}",
            f".node.verdict-{verdict} {{ --border: var(--ink-{verdict}); }}",
            f".node.proof-{verdict} {{ --fill: var(--paper-{verdict}); }}",
            f'.node [fill="{shown.ink}"] {{ fill: var(--ink-{verdict}); }}',
        ]
    return "\n".join(rules)


def worker() -> str:
    """Return the program that lays graphs out, as a script element can hold it.

    Graphviz comes as a module; a worker made from a text can load no second one, so what the
    module exports is bound to its name here, and what answers the page stands below it.

    Raises
    ------
    OutputError
        If the package that brings Graphviz for browsers is not there, or is not as expected.
    """
    try:
        found = metadata.distribution("easydot").locate_file(_GRAPHVIZ)
        text = Path(str(found)).read_text(encoding="utf-8")
    except (metadata.PackageNotFoundError, OSError, UnicodeDecodeError):
        raise _no_graphviz(f"{_GRAPHVIZ} is not there") from None
    exported = _EXPORTS.search(text)
    named = exported and re.search(r"([\w$]+) as Graphviz\b", exported[1])
    if not exported or not named:
        raise _no_graphviz(f"{_GRAPHVIZ} exports no Graphviz")
    bound = f"{text[: exported.start()]}const Graphviz={named[1]};\n{_text(WORKER)}"
    return bound.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _no_graphviz(given: str) -> OutputError:
    return OutputError(
        f"A page without Graphviz: {given}.",
        "The package easydot, 0.4, which brings Graphviz for browsers.",
        "Install it: pip install 'easydot>=0.4,<0.5'.",
    )


def data_text(data: Any) -> str:
    r"""Return data as JSON that no script element can be left by.

    Examples
    --------
    >>> data_text({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ACTIVE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def hashed(text: str) -> str:
    """Return the source by which a Content-Security-Policy lets a script or style through.

    Examples
    --------
    >>> hashed("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
