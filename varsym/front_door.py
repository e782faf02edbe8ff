"""How the command line tells what it refuses: on one screen, and with an exit code of its own."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from varsym.errors import OutputError, VarsymError

__all__ = ["FrontDoor"]

_LONGEST = 500


class FrontDoor(click.Group):
    """The command; whatever varsym refuses is told on one screen and ends with 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command's name."""
        with _told():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; the number that it returns is the exit code."""
        with _told():
            code = super().invoke(ctx)
            sys.stdout.flush()
        ctx.exit(code if isinstance(code, int) else 0)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        raise click.UsageError(_shortened(error.format_message()), error.ctx) from None
    except VarsymError as error:
        click.echo(_explanation(error), err=True)
        raise click.exceptions.Exit(2) from None
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        raise click.exceptions.Exit(130) from None
    except BrokenPipeError:
        _drop_output()
        raise click.exceptions.Exit(141) from None
    except OSError as error:
        _drop_output()
        told = OutputError(f"A result that cannot be written: {error.strerror or error}.")
        click.echo(_explanation(told), err=True)
        raise click.exceptions.Exit(2) from None


def _drop_output() -> None:
    """Send what is still buffered nowhere, where stdout takes no more: it is flushed at exit."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _shortened(line: str) -> str:
    shown = "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in line[:_LONGEST])
    return shown + (" …" if len(line) > _LONGEST else "")


def _explanation(error: VarsymError) -> str:
    rows = [("Expected:", error.expected), ("To do:", error.advice)]
    body = [f"  {label:<9} {_shortened(line)}" for label, line in rows if line]
    return "\n".join([f"Error: {_shortened(error.given)}", *body])
