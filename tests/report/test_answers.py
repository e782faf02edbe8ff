from __future__ import annotations

import json

import pytest
from toy_paper import paper

from varsym.errors import InputError, VarsymError
from varsym.report.answers import answer_json, parameters


def test_values_are_texts_and_commas_make_lists() -> None:
    assert parameters(["r=3", "K=3/2,2,5/4", "eps1=0.1"]) == {
        "r": "3", "K": ["3/2", "2", "5/4"], "eps1": "0.1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [["K"], ["=3"], ["K="], ["3=K"], ["K =3"], ["K=1", "K=1"], ["self=1"], ["name=1"],
     ["target=1"], ["x" * 5000], ["a.b=1"], ["__class__[0]=1"]],
)  # fmt: skip
def test_malformed_parameters_are_refused_in_few_words(texts: list[str]) -> None:
    with pytest.raises(InputError) as error:
        parameters(texts)
    assert len(str(error.value)) < 300


def test_long_numbers_are_whole_in_json() -> None:
    value = paper["lem:3"].bound(K="1e5000", a="1/3")
    data = json.loads(answer_json(value, 5))
    assert data["exact"] == "1" + "0" * 5000 + "/3"
    assert data["decimal"] == "3.3333e+4999"


@pytest.mark.parametrize("number", ["0x10", "1e99999999", "__import__('os')", "nan", "-1", "1,2"])
def test_numbers_that_are_not_exact_or_not_allowed_are_refused(number: str) -> None:
    with pytest.raises(VarsymError):
        paper["lem:3"].formula().value(**parameters([f"K={number}", "a=1"]))
