"""Options that several commands take."""

from __future__ import annotations

import click

__all__ = ["PACK", "border_option", "pack_option", "pixels_option"]

PACK = "var-universality"

pack_option = click.option("--pack", default=PACK, show_default=True, help="The pack.")
border_option = click.option(
    "--border",
    default="clamp",
    show_default=True,
    type=click.Choice(["clamp", "zero", "reflect"]),
    help="What stands for a cell beyond the border.",
)
pixels_option = click.option(
    "--pixels",
    default="half",
    show_default=True,
    type=click.Choice(["half", "align-corners"]),
    help="Where pixels lie: align their outer edges, or the outer centres.",
)
