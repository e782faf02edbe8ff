"""The plain data of a network: exact texts, in the order that is documented."""

from __future__ import annotations

import json
from fractions import Fraction

from varsym.contextual.approximator import construct_approximator
from varsym.contextual.approximator_certificate import check_approximator
from varsym.contextual.approximator_data import rational_text


def numbers(rows: list[list[str]]) -> list[list[Fraction]]:
    return [[Fraction(entry) for entry in row] for row in rows]


def test_the_weights_and_targets_are_those_of_the_network() -> None:
    made = construct_approximator("x[2,1]/2; 1/3", eps="1/4")
    data = json.loads(json.dumps(made.certificate()))
    network = data["network"]
    for name, layer in (("ffn_1", made.ffn_1), ("ffn_2", made.ffn_2)):
        assert numbers(network[name]["W1"]) == layer.W1.exact.tolist()
        assert numbers(network[name]["W2"]) == layer.W2.exact.tolist()
        assert numbers([network[name]["b1"]]) == [layer.b1.exact.tolist()]
    head = network["attention"]
    assert numbers(head["W_Q"]) == made.attention.matrix.W_Q.exact.tolist()
    assert numbers(head["W_V"]) == made.attention.W_V.exact.tolist()
    for sequence, value in zip(made.grid.sequences(), data["target"]["values"], strict=True):
        found = made.value(made.grid.centre(sequence))
        assert numbers(value) == [list(row) for row in found]


def test_numbers_longer_than_python_prints() -> None:
    text = rational_text(Fraction(10**6000, 10**5000 + 1))
    assert text == "1" + "0" * 6000 + "/1" + "0" * 4999 + "1"
    # So many entries make a measure of thousands of digits.
    made = construct_approximator("; ".join([", ".join(["1/2"] * 32)] * 32), eps="1/10")
    assert check_approximator(made.certificate()).good_measure == made.grid.good_measure
