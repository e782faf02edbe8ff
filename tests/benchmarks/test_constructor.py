"""Networks of Lemma C.1: how long it takes to construct, write and check them."""

from __future__ import annotations

import pytest

from varsym.contextual.approximator import ConstructedApproximator, construct_approximator
from varsym.contextual.approximator_certificate import check_approximator
from varsym.contextual.example_targets import example_target

SIZES = [("rotation", "1/20"), ("rotation", "1/200"), ("blur", "1/4"), ("rotation-2", "1/4")]


def construct(name: str, eps: str) -> ConstructedApproximator:
    made = construct_approximator(example_target(name), eps=eps)
    assert made.network.blocks
    return made


@pytest.mark.parametrize(("name", "eps"), SIZES)
def test_construct(benchmark, name: str, eps: str) -> None:
    made = benchmark.pedantic(construct, (name, eps), rounds=2)
    benchmark.extra_info["context IDs"] = made.resources.contexts


@pytest.mark.parametrize(("name", "eps"), SIZES)
def test_check(benchmark, name: str, eps: str) -> None:
    certificate = construct(name, eps).certificate()
    assert benchmark.pedantic(check_approximator, (certificate,), rounds=2).contexts


def test_value(benchmark) -> None:
    made = construct("blur", "1/3")
    assert benchmark(made.value, [["1/5"], ["2/5"], ["3/5"], ["4/5"]])
