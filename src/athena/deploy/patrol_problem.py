"""A patrol to be planned: places with expected harm, units with shifts and bases, and the dose of a visit.

A visit is 10 to 16 minutes: Koper (Justice Quarterly 12(4), 1995) found its effect to last about two hours and to grow
to that length and no further. So a place is visited at most once in a block of two hours, and earns its share of harm.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from athena.deploy.beats import Floats, Integers
from athena.failures import Refused

BLOCK = 120
"""Minutes for which a visit is felt, and in which a place is visited at most once."""


@dataclass(frozen=True)
class Cells:
    """Places: their names, metres, and the `harm` expected over the plan; `area` groups them for caps.

    All (cells,), the most harm first.
    """

    name: tuple[str, ...]
    x: Floats
    y: Floats
    harm: Floats
    area: tuple[str, ...]

    def __len__(self) -> int:
        """How many places."""
        return len(self.name)

    def first(self, count: int) -> Cells:
        """The `count` places with the most harm."""
        return Cells(self.name[:count], self.x[:count], self.y[:count], self.harm[:count], self.area[:count])


@dataclass(frozen=True)
class PatrolUnit:
    """A unit: its base in metres, and its minutes from and to; the plan's clock starts at 0."""

    name: str
    x: float
    y: float
    start: int
    end: int


class _Unit(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    x: float
    y: float
    start: int = Field(default=0, ge=0)
    minutes: int = Field(ge=60, le=12 * 60)


class Orders(BaseModel):
    """A duty commander's orders, as YAML: the units, minutes of a visit, speed, caps by area, places to be visited."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    units: dict[str, _Unit] = Field(min_length=1)
    visit: int = Field(default=12, ge=10, le=16)
    speed: float = Field(default=30.0, gt=0)
    detour: float = Field(default=1.3, ge=1)
    most_visits: dict[str, int] = Field(default_factory=dict)
    must: tuple[str, ...] = ()

    def patrols(self) -> tuple[PatrolUnit, ...]:
        """The units, in the order of the file."""
        return tuple(
            PatrolUnit(name, one.x, one.y, one.start, one.start + one.minutes) for name, one in self.units.items()
        )


def read_orders(file: Path) -> Orders:
    """The orders in a YAML file; refused with every field that is wrong. A visit outside 10 to 16 minutes is."""
    try:
        return Orders.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unreadable(file, str(error)) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:8])
        raise _unreadable(file, wrong) from error


def read_cells(file: Path) -> Cells:
    """The cells of `athena forecast next`, or any CSV with cell, x, y, expected, and an area where it has one.

    Harm is `harm` where there is such a column, else `expected`. Refused where a column is missing or is not a number.
    """
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
        weight = "harm" if rows and "harm" in rows[0] else "expected"
        harm = np.array([float(row[weight]) for row in rows])
        x, y = (np.array([float(row[axis]) for row in rows]) for axis in ("x", "y"))
        names = tuple(row["cell"] for row in rows)
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(file, f"a column is missing or is not a number: {error}") from error
    if not rows or not np.isfinite(harm).all() or (harm < 0).any() or len(set(names)) != len(names):
        raise _unreadable(file, "no cell, a cell twice, or a harm that is no number of 0 or more")
    order = np.argsort(-harm, kind="stable")
    areas = [row.get("area") or "all" for row in rows]
    return Cells(tuple(names[cell] for cell in order), x[order], y[order], harm[order], tuple(areas[c] for c in order))


def check_orders(cells: Cells, orders: Orders) -> None:
    """Refuse orders that name a place or an area which the cells do not have."""
    unknown = [*(set(orders.must) - set(cells.name)), *(set(orders.most_visits) - set(cells.area))]
    if unknown:
        raise Refused(
            "deploy.unknown-place",
            "the orders name places that the forecast does not have",
            ", ".join(sorted(unknown)[:8]),
            "a plan for a place that is not there would silently leave it out",
            "name cells and areas as in the file of cells; the duty commander can",
        )


def minutes_between(x: Floats, y: Floats, orders: Orders) -> Integers:
    """(places, places): whole minutes on the way between any two, rounded up."""
    apart = np.hypot(x[:, None] - x[None], y[:, None] - y[None])
    return np.ceil(apart * orders.detour / (orders.speed * 1000.0 / 60.0)).astype(np.int64)


def _unreadable(file: Path, why: str) -> Refused:
    return Refused(
        "deploy.patrol-unreadable",
        "a patrol plan's input could not be read",
        str(file),
        why,
        "mend those fields as docs/deploy.md describes them; whoever wrote the file can",
    )
