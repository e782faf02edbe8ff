"""The weights of one attention head, as Lemma 5.4 prints them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from varsym.exact import RationalLike, RationalMatrix, ShapeError

__all__ = ["AttentionHead"]

Rows: TypeAlias = Sequence[Sequence[RationalLike]]


class AttentionHead:
    """The weights of one softmax head as Lemma 5.4 prints them (lem:5.4).

    Token k of X goes to Σ_j p_kj W_O W_V x_j, where p_k is the softmax over j of the scores
    (W_K x_j)·(W_Q x_k); tokens are columns here. With a residual connection, x_k is added.

    Parameters
    ----------
    W_O : (d, s) exact numbers
    W_V, W_K, W_Q : (s, d) exact numbers
    residual : bool, optional
        Definition 3.3 has no residual connection; Kajitsuka and Sato (arXiv 2307.14023) have one.

    Raises
    ------
    ShapeError
        When the shapes do not fit.
    InputError
        When an entry is not exact.

    Examples
    --------
    >>> head = AttentionHead([[1]], [[2]], [[1]], [[1]])
    >>> head.width, head.size, head.residual
    (1, 1, False)
    """

    def __init__(
        self, W_O: Rows, W_V: Rows, W_K: Rows, W_Q: Rows, *, residual: bool = False
    ) -> None:
        self.W_O, self.W_V = RationalMatrix(W_O), RationalMatrix(W_V)
        self.W_K, self.W_Q = RationalMatrix(W_K), RationalMatrix(W_Q)
        self.width, self.size = self.W_O.shape
        self.residual = bool(residual)
        for name in ("W_V", "W_K", "W_Q"):
            shape = getattr(self, name).shape
            if shape != (self.size, self.width):
                raise ShapeError(
                    f"W_O of shape {self.W_O.shape} and {name} of shape {shape}.",
                    "W_O of shape (d, s), and W_V, W_K and W_Q of shape (s, d).",
                    f"Transpose or complete {name}.",
                )

    def __repr__(self) -> str:
        kind = "with" if self.residual else "without"
        return f"<attention of d = {self.width} and s = {self.size}, {kind} residual>"
