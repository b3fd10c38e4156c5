"""A forecast by cell as a file: what a plan, a map or a spreadsheet starts from."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import numpy as np

from athena.forecast.backtest import Ahead
from athena.lake.durable import arrival

HEADER = ("cell", "x", "y", "expected", "from", "method")
"""Columns of the file: the cell's number, its middle in metres, events expected, the first day, and the method."""


def write_cells(found: Ahead, target: Path) -> None:
    """Write every cell of a forecast as CSV, the likeliest first, ties by number; whole or not at all."""
    x, y = found.grid.centres
    first = (date(1970, 1, 1) + timedelta(days=int(found.origin))).isoformat()
    text = StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(HEADER)
    for cell in np.argsort(-found.expected, kind="stable").tolist():
        out.writerow(
            (cell, f"{x[cell]:.1f}", f"{y[cell]:.1f}", f"{found.expected[cell]:.6g}", first, found.trial.chosen)
        )
    with arrival(target.absolute().parent, mode=0o644) as new:
        new.stream.write(text.getvalue().encode())
        new.settle(target.absolute())
