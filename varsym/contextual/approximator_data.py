"""A constructed approximator (Lemma C.1) as plain data, from which its certificate is checked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from varsym.exact.digits import digit_string
from varsym.maps.feed_forward import FeedForward

if TYPE_CHECKING:
    from varsym.contextual.approximator import ConstructedApproximator

__all__ = ["approximator_data", "rational_text"]


def approximator_data(made: ConstructedApproximator) -> dict[str, Any]:
    """Return the construction as plain data with the schema "varsym.approximator/1".

    Rationals are texts. Sequences are in the order of `Quantizer.sequences`.

    Parameters
    ----------
    made : ConstructedApproximator

    Examples
    --------
    >>> from varsym.contextual.approximator import construct_approximator
    >>> data = approximator_data(construct_approximator("1/2", eps=1))
    >>> data["target"], data["network"]["attention"]["W_Q"]
    ({'expression': '1/2', 'values': [[['1/2']]]}, [['1']])
    """
    budget, grid = made.budget, made.grid
    # An assumed constant may be wrong for the text, and what is proved holds for any f that has it.
    proved = made.target if made.lipschitz_source == "expression" else None
    ffn_1, ffn_2, head = made.ffn_1, made.ffn_2, made.attention
    return {
        "schema": "varsym.approximator/1",
        "shape": list(made.shape),
        "alpha": budget.alpha,
        "epsilon": rational_text(made.eps),
        "lipschitz": {"constant": rational_text(budget.lipschitz), "source": made.lipschitz_source},
        "grid": {"cells": grid.cells, "theta": rational_text(grid.theta)},
        "target": {
            "expression": None if proved is None else proved.text,
            "values": [_texts(value) for value in made.table.values],
        },
        "network": {
            "positional_encoding": _texts(made.positional_encoding.E.exact),
            "ffn_1": _layer_texts(ffn_1),
            "attention": {
                "W_Q": _texts(head.matrix.W_Q.exact),
                "W_K": _texts(head.matrix.W_K.exact),
                "W_V": _texts(head.W_V.exact),
            },
            "ffn_2": _layer_texts(ffn_2),
        },
        "separation": None if made.gap is None else rational_text(_shortened(made.gap.lower)),
        "error": {
            "good_measure": rational_text(grid.good_measure),
            "reach": rational_text(budget.reach),
            "off_bands_power": rational_text(budget.off_bands_power),
            "bands_power": rational_text(budget.bands_power),
            "total_power": rational_text(budget.total_power),
        },
    }


def rational_text(number: Fraction) -> str:
    """Write a rational of any size in full.

    Parameters
    ----------
    number : Fraction

    Examples
    --------
    >>> rational_text(Fraction(2, 3)), rational_text(Fraction(7))
    ('2/3', '7')
    """
    top = digit_string(number.numerator)
    return top if number.denominator == 1 else f"{top}/{digit_string(number.denominator)}"


def _texts(rows: Any) -> list[list[str]]:
    return [[rational_text(entry) for entry in row] for row in rows]


def _layer_texts(layer: FeedForward) -> dict[str, Any]:
    return {
        "W1": _texts(layer.W1.exact),
        "b1": [rational_text(entry) for entry in layer.b1.exact],
        "W2": _texts(layer.W2.exact),
        "b2": [rational_text(entry) for entry in layer.b2.exact],
    }


def _shortened(value: Fraction) -> Fraction:
    """Round down to some 16 bits, so that another enclosure proves it too."""
    bits = 16 + value.denominator.bit_length() - value.numerator.bit_length()
    scale = Fraction(2) ** bits
    return Fraction(int(value * scale)) / scale
