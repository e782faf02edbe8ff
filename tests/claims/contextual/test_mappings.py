"""The claim that attention is a contextual mapping: what describes one, and how it is shown."""

from __future__ import annotations

import pytest

from varsym.claims import expressions as e
from varsym.claims.contextual.mappings import ContextualMapping
from varsym.claims.render import latex, text
from varsym.errors import PackError

N, n, d, V = e.index("N n d V")
low, high, eps = e.reals("low high eps")
(A,) = e.families("A")


def test_is_shown_with_its_constants() -> None:
    claim = ContextualMapping(N, n, d, V, low, high, eps, high + eps / 4, eps)
    assert text(claim) == (
        "some single-head attention layer is a (high + ε / 4, ε)-contextual mapping of sequences "
        "that are (low, high, ε)-separated"
    )
    shown = latex(claim)
    assert "\\text{-contextual mapping of sequences that are }" in shown
    assert shown.count("{") == shown.count("}")


@pytest.mark.parametrize(
    "letters",
    [
        (n + 1, n, d, V, low, high, eps),
        (N, low, d, V, low, high, eps),
        (N, n, d, e.as_scalar(3), low, high, eps),
        (N, n, d, V, A[1], high, eps),
        (N, n, d, eps, low, high, eps),
        (N, n, d, V, low, low + eps, eps),
    ],
)
def test_numbers_and_expressions_are_refused(letters: tuple[e.Scalar, ...]) -> None:
    with pytest.raises(PackError, match="contextual mapping"):
        ContextualMapping(*letters, eps, eps)  # type: ignore[arg-type, call-arg]
