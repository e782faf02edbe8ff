"""Pictures of what was proved: each a function that gives exact numbers, and one that draws them.

They need matplotlib, which the extra ``plot`` brings; the numbers do not.  Floats come in at the
last step only, as coordinates of logarithms that were taken exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from varsym.lazy_names import lazy_names

if TYPE_CHECKING:
    from varsym.report.pictures.budget import ScaleShare, budget_picture, scale_shares
    from varsym.report.pictures.canvas import Picture, picture_bytes
    from varsym.report.pictures.chains import (
        Layer,
        chain_comparison,
        example_chain,
        truth_picture,
    )
    from varsym.report.pictures.comparison import BrokenBoundError, Compared, Comparison
    from varsym.report.pictures.depth import DepthCurve, depth_curves, depth_picture
    from varsym.report.pictures.interpolation import (
        interpolation_matrix,
        matrix_picture,
        schedule_picture,
    )
    from varsym.report.pictures.separations import (
        GridPoint,
        SeparationPoint,
        grid_separations,
        promised_and_certified,
        separation_picture,
    )
    from varsym.report.pictures.slopes import slope_comparison, slope_picture

__all__ = [
    "BrokenBoundError",
    "Compared",
    "Comparison",
    "DepthCurve",
    "GridPoint",
    "Layer",
    "Picture",
    "ScaleShare",
    "SeparationPoint",
    "budget_picture",
    "chain_comparison",
    "depth_curves",
    "depth_picture",
    "example_chain",
    "grid_separations",
    "interpolation_matrix",
    "matrix_picture",
    "picture_bytes",
    "promised_and_certified",
    "scale_shares",
    "schedule_picture",
    "separation_picture",
    "slope_comparison",
    "slope_picture",
    "truth_picture",
]

# Imported when first asked for: only what draws needs matplotlib.
_HOMES = {
    "BrokenBoundError": "comparison",
    "Compared": "comparison",
    "Comparison": "comparison",
    "DepthCurve": "depth",
    "GridPoint": "separations",
    "Layer": "chains",
    "Picture": "canvas",
    "ScaleShare": "budget",
    "SeparationPoint": "separations",
    "budget_picture": "budget",
    "chain_comparison": "chains",
    "depth_curves": "depth",
    "depth_picture": "depth",
    "example_chain": "chains",
    "grid_separations": "separations",
    "interpolation_matrix": "interpolation",
    "matrix_picture": "interpolation",
    "picture_bytes": "canvas",
    "promised_and_certified": "separations",
    "scale_shares": "budget",
    "schedule_picture": "interpolation",
    "separation_picture": "separations",
    "slope_comparison": "slopes",
    "slope_picture": "slopes",
    "truth_picture": "chains",
}

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
