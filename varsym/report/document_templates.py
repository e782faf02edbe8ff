"""Templates of documents: whatever they print is escaped, unless a filter made it markup."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from varsym.report.document_blocks import Block

__all__ = ["Markup", "rendered"]

Filter = Callable[..., Markup | str]


def rendered(
    template: str, escape: Callable[[str], str], filters: Mapping[str, Filter], **values: object
) -> str:
    """Return a template with its values.

    Parameters
    ----------
    template : str
        A file in ``varsym/report/templates``.
    escape : callable
        Makes markup of text; it is put to work on all that is not `Markup` already.
    filters : mapping of str to callable
        What the template may use beside Jinja's own.
    **values
        What the template names.
    """

    def finished(value: object) -> Markup:
        return value if isinstance(value, Markup) else _marked(escape(str(value)))

    environment = Environment(
        loader=PackageLoader("varsym.report"),
        autoescape=True,  # so that what `finished` returns is kept, and a macro's result too
        finalize=finished,
        undefined=StrictUndefined,
        block_start_string="<%",  # braces are LaTeX's own
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<%#",
        comment_end_string="#%>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters)
    environment.filters["kind"] = _kind
    return str(environment.get_template(template).render(**values))


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def marked(write: Callable[..., str]) -> Callable[..., Markup]:
    """Return a function that makes markup of what another returns, which is escaped already."""

    @functools.wraps(write)
    def wrapped(*arguments: object) -> Markup:
        return _marked(write(*arguments))

    return wrapped


def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - the one place where text becomes markup
