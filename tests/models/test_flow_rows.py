from __future__ import annotations

import numpy as np
import pytest

from varsym.exact import ShapeError
from varsym.models.flow_rows import check_rows, map_rows


def test_tokens_come_row_by_row() -> None:
    assert map_rows(np.arange(6).reshape(2, 3, 1)).ravel().tolist() == [0, 1, 2, 3, 4, 5]
    assert map_rows(np.zeros((7, 1, 1, 4))).shape == (7, 1, 4)


@pytest.mark.parametrize("shape", [(3,), (3, 2, 1), (2, 2), (3, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    check_rows((3, 2), 3, 2)
    with pytest.raises(ShapeError, match="join"):
        check_rows(shape, 3, 2)
