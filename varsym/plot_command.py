"""The command ``varsym plot``: each picture with its data, as SVG, PNG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from varsym.command_options import border_option, pack_option, pixels_option
from varsym.errors import InputError

if TYPE_CHECKING:
    from varsym.graph.node import Node
    from varsym.maps.resampling import Border, Pixels
    from varsym.report.pictures import Picture

__all__ = ["plot"]


output_option = click.option(
    "-o", "output", metavar="FILE", required=True, help="Where to: FILE.svg, FILE.png or FILE.pdf."
)
values_argument = click.argument("values", metavar="NAME=VALUE...", nargs=-1)


@click.group()
def plot() -> None:
    """Draw what was proved as a picture, from exact numbers."""


@plot.command()
@click.argument("name", metavar="ID")
@values_argument
@click.option("--depth", default="20", show_default=True, help="From 1 to this, or as 2,4,8.")
@click.option("--vary", multiple=True, metavar="NAME=V,V,...", help="One curve for each value.")
@click.option("--form", metavar="FORM", help="Another proved form; see varsym show.")
@click.option("--reading", type=click.Choice(["sup", "L_alpha"]), default="sup", show_default=True)
@pack_option
@output_option
def depth(
    name: str,
    values: tuple[str, ...],
    depth: str,
    vary: tuple[str, ...],
    form: str | None,
    reading: str,
    pack: str,
    output: str,
) -> None:
    """Draw the proved bound of the statement ID against the number of layers.

    Values are exact, as for varsym bound; with commas, one for each layer.
    """
    from varsym.report.answers import parameters

    given = parameters(values)
    curves = {key: _listed(value) for key, value in parameters(vary).items()}
    depths = [_whole(r, "depth") for r in _listed(depth)]

    def drawn() -> Picture:
        from varsym.report.pictures import depth_picture

        return depth_picture(
            _node(pack, name),
            depths if len(depths) > 1 else depths[0],
            vary=curves,
            form=form,
            metric=reading,
            **given,
        )

    _deliver(drawn, output)


@plot.command()
@click.argument("name", metavar="ID")
@click.argument("model")
@values_argument
@click.option("--eps", default="1/10", show_default=True, help="The error that is allowed.")
@click.option(
    "--objective",
    type=click.Choice(["product", "total"]),
    default="product",
    show_default=True,
    help="Of the neurons of the layers, what is to be least.",
)
@pack_option
@output_option
def budget(
    name: str,
    model: str,
    values: tuple[str, ...],
    eps: str,
    objective: Literal["product", "total"],
    pack: str,
    output: str,
) -> None:
    """Draw how the bound of ID lets the scales of MODEL share an error, and what that costs.

    MODEL is var-256, var-512, var-1024 or flowar.
    """
    from varsym.report.answers import parameters

    given = parameters(values)

    def drawn() -> Picture:
        from varsym.graph.configured import configured_bound
        from varsym.report.pictures import budget_picture

        return budget_picture(configured_bound(_node(pack, name), model, eps, objective, given))

    _deliver(drawn, output)


@plot.command()
@click.argument("name", metavar="ID", default="thm:6.6")
@click.option("--depth", default=12, show_default=True, help="The greatest number of layers.")
@click.option("--lipschitz", "K", default="3/2", show_default=True, help="Of f and g.")
@click.option("--eps1", default="1/1000", show_default=True, help="The error of Φ.")
@click.option("--eps2", default="1/1000", show_default=True, help="The error of τ.")
@pack_option
@output_option
def truth(name: str, depth: int, K: str, eps1: str, eps2: str, pack: str, output: str) -> None:
    """Draw the proved bound of ID beside the exact errors of chains of maps on the line."""

    def drawn() -> Picture:
        from varsym.report.pictures import truth_picture

        return truth_picture(_node(pack, name), depth, K=K, eps1=eps1, eps2=eps2)

    _deliver(drawn, output)


@plot.command()
@click.argument("block", default="attention")
@click.option("--norm", "norms", multiple=True, type=click.Choice(["sup", "2"]), help="One alone.")
@click.option("--radius", metavar="R,R,...", help="The radii of the balls, growing.")
@click.option("--samples", default=256, show_default=True, help="Pairs a search starts from.")
@output_option
def slope(
    block: str,
    norms: tuple[Literal["sup", "2"], ...],
    radius: str | None,
    samples: int,
    output: str,
) -> None:
    """Draw the Lipschitz bounds of BLOCK beside the steepest slopes that are certified.

    BLOCK is attention, attention-2, layer-norm or softmax.
    """

    def drawn() -> Picture:
        from varsym.report.pictures import slope_picture
        from varsym.report.pictures.slopes import RADII

        radii = RADII if radius is None else _listed(radius)
        return slope_picture(block, None, norms or ("sup", "2"), radii, samples=samples)

    _deliver(drawn, output)


@plot.command()
@click.option("--vocabulary", metavar="V,V,...", help="Even sizes of small vocabularies.")
@click.option("--cells", default=10, show_default=True, help="Cells per unit of the grids.")
@output_option
def separation(vocabulary: str | None, cells: int, output: str) -> None:
    """Draw how far apart context IDs are: promised by Lemma 5.4, and achieved by weights."""

    def drawn() -> Picture:
        from varsym.report.pictures import separation_picture
        from varsym.report.pictures.separations import VOCABULARIES

        sizes = (
            VOCABULARIES if vocabulary is None else [_whole(v, "V") for v in _listed(vocabulary)]
        )
        return separation_picture(sizes, cells)

    _deliver(drawn, output)


@plot.command()
@click.argument("kernel")
@click.argument("n_in", metavar="[N_IN]", type=int, required=False)
@click.argument("n_out", metavar="[N_OUT]", type=int, required=False)
@click.option("--config", "model", metavar="MODEL", help="All steps of a published model.")
@border_option
@pixels_option
@output_option
def interpolation(
    kernel: str,
    n_in: int | None,
    n_out: int | None,
    model: str | None,
    border: Border,
    pixels: Pixels,
    output: str,
) -> None:
    """Draw the exact matrix of an interpolation from N_IN to N_OUT cells, or of all of a model.

    KERNEL is keys:A with an exact A, linear, nearest, bspline or area.
    """
    sides = [side for side in (n_in, n_out) if side is not None]
    if len(sides) != (2 if model is None else 0):
        raise InputError(
            f"{len(sides)} of the two sides and {'no' if model is None else 'a'} model.",
            "Two sides N_IN N_OUT, or --config MODEL.",
            "Give one of the two.",
        )

    def drawn() -> Picture:
        from varsym.report.pictures import matrix_picture, schedule_picture

        if model is not None:
            return schedule_picture(kernel, model, border, pixels)
        return matrix_picture(kernel, sides[0], sides[1], border, pixels)

    _deliver(drawn, output)


def _listed(value: str | list[str]) -> list[str]:
    """Return the texts between commas."""
    return value.split(",") if isinstance(value, str) else value


def _whole(value: Any, name: str) -> int:
    from varsym.exact import exact_integer

    return exact_integer(value, name)


def _node(pack: str, name: str) -> Node:
    from varsym.graph.paper import load

    return load(pack)[name]


def _deliver(drawn: Callable[[], Picture], output: str) -> None:
    """Write a picture, once it is known that the file can be written in a known format."""
    from varsym.report.files import check_writable, write_bytes
    from varsym.report.pictures.canvas import picture_bytes, picture_format

    target = Path(output)
    form = picture_format(target.suffix)
    check_writable(target)
    write_bytes(target, picture_bytes(drawn(), form))
