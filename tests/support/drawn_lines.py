"""What stands in a figure of matplotlib: the coordinates of its lines, as lists of floats."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D


def xs(line: Line2D) -> list[float]:
    return [float(x) for x in np.asarray(line.get_xdata())]


def ys(line: Line2D) -> list[float]:
    return [float(y) for y in np.asarray(line.get_ydata())]
