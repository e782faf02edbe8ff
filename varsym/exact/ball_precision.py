"""The working precision of Arb's balls, which FLINT keeps once for all threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

__all__ = ["ONE_THREAD", "ball_precision"]

#: Held by whoever has changed the precision.
ONE_THREAD = RLock()


@contextmanager
def ball_precision(bits: int) -> Iterator[None]:
    """Set the precision of Arb's balls inside a ``with`` block, and restore it after.

    FLINT has one precision for all threads, so only one thread at a time is inside.

    Parameters
    ----------
    bits : int
        The precision of the midpoints, in bits.

    Examples
    --------
    >>> from flint import arb
    >>> from varsym.exact.ball_precision import ball_precision
    >>> with ball_precision(100):
    ...     arb(2).sqrt().rel_accuracy_bits() > 90
    True
    """
    import flint

    with ONE_THREAD:
        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            yield
        finally:
            flint.ctx.prec = before
