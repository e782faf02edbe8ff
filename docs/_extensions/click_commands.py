"""A page of a click command line: each command with its usage, its help and its options."""  # noqa: INP001 - found by Sphinx

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import click
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class ClickCommands(SphinxDirective):
    """``.. click-commands:: MODULE:GROUP``, a section for each command."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"prog": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        module, _, name = self.arguments[0].partition(":")
        group: click.Group = getattr(importlib.import_module(module), name)
        top = click.Context(group, info_name=self.options.get("prog", name), max_content_width=100)
        return [*_sections(group, top)]


def _sections(group: click.Group, top: click.Context) -> Iterator[nodes.section]:
    for name in sorted(group.commands):
        command = group.commands[name]
        context = click.Context(command, info_name=name, parent=top)
        if isinstance(command, click.Group):
            yield from _sections(command, context)
        else:
            yield _section(command, context)


def _section(command: click.Command, context: click.Context) -> nodes.section:
    title = _usage(context)
    section = nodes.section(ids=[nodes.make_id(title)], names=[])
    section += nodes.title("", "", nodes.literal("", title))
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    section += nodes.literal_block(usage, usage, language="text")
    for paragraph in (command.help or "").split("\n\n"):
        line = " ".join(paragraph.split())
        section += nodes.paragraph(line, line)
    rows = list(_options(command, context))
    if rows:
        section += _table(rows)
    return section


def _usage(context: click.Context) -> str:
    """Return the names of a command and of those above it, without their arguments."""
    above = _usage(context.parent) + " " if context.parent else ""
    return f"{above}{context.info_name}"


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and record[1]:  # arguments without a help stand in the usage
            yield record


def _table(rows: list[tuple[str, str]]) -> nodes.table:
    group = nodes.tgroup(cols=2)
    group += [nodes.colspec(colwidth=width) for width in (45, 55)]
    body = nodes.tbody()
    for name, text in rows:
        told = nodes.entry("", nodes.paragraph(text, text))
        body += nodes.row(
            "", nodes.entry("", nodes.paragraph("", "", nodes.literal("", name))), told
        )
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", w)) for w in ("option", "meaning")))
    group += nodes.thead("", head)
    group += body
    return nodes.table("", group, classes=["colwidths-auto"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("click-commands", ClickCommands)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
