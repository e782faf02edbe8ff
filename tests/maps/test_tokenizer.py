from __future__ import annotations

import numpy as np
import pytest
from linear_faces import check_linear, random_rationals

from varsym.errors import InputError
from varsym.exact import ShapeError
from varsym.exact.operators import to_matrix
from varsym.maps.kernels import area, keys
from varsym.maps.sampling import down_sample
from varsym.maps.tokenizer import Tokenizer


def test_every_scale_is_shrunk_from_the_latent() -> None:
    tokenizer = Tokenizer(area(), (4, 8), scales=3)
    check_linear(tokenizer, (4, 8, 2))
    x = random_rationals((4, 8, 2))
    for factor, part in zip((4, 2, 1), tokenizer.pyramid.split(tokenizer.exact(x)), strict=True):
        assert (part == down_sample(area(), (4, 8), factor).exact(x)).all()


def test_the_last_scale_is_the_latent_itself() -> None:
    tokenizer = Tokenizer(keys("-3/4"), 9, scales=3, base=3)
    x = random_rationals((9, 9, 1))
    assert (tokenizer.pyramid.split(tokenizer.exact(x))[-1] == x).all()
    assert [h for h, _ in tokenizer.pyramid.sizes] == [1, 3, 9]


@pytest.mark.parametrize("p", [1, 2, "inf"])
def test_norms_against_numpy(p: int | str) -> None:
    tokenizer = Tokenizer(area(), 4, scales=3)
    matrix = np.array(to_matrix(tokenizer.operator()).rows, dtype=float)
    expected = np.linalg.norm(matrix, np.inf if p == "inf" else p)  # type: ignore[arg-type]
    found = float(tokenizer.norm(p).enclosure(15).upper)  # type: ignore[arg-type]
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("size", "scales", "base"), [(6, 3, 2), ((8, 4), 4, 2), (2, 60, 2)])
def test_sides_that_the_scales_do_not_divide_are_refused(size, scales: int, base: int) -> None:
    with pytest.raises(InputError, match="divides"):
        Tokenizer(area(), size, scales, base)


@pytest.mark.parametrize(("scales", "base"), [(0, 2), (3, 0), (65, 2)])
def test_scales_and_base_begin_at_one(scales: int, base: int) -> None:
    with pytest.raises(InputError):
        Tokenizer(area(), 8, scales, base)


def test_another_latent_is_refused() -> None:
    with pytest.raises(ShapeError):
        Tokenizer(area(), 4, 2).exact(random_rationals((4, 2, 1)))
