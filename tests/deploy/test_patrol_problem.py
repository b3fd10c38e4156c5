from pathlib import Path

import numpy as np
import pytest

from athena.deploy.patrol_problem import Orders, check_orders, minutes_between, read_cells, read_orders
from athena.failures import Refused

CELLS = "cell,x,y,expected,area\n1,0,0,0.5,A\n2,3000,4000,2,B\n"
ORDERS = "units:\n  u1: {x: 0, y: 0, minutes: 240}\n  u2: {x: 0, y: 0, start: 60, minutes: 120}\n"


def test_cells_come_worst_first_with_their_area(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text(CELLS)
    cells = read_cells(tmp_path / "cells.csv")
    assert cells.name == ("2", "1")
    assert cells.area == ("B", "A")
    assert cells.first(1).harm.tolist() == [2.0]


def test_a_column_of_harm_goes_before_counts(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text("cell,x,y,expected,harm\n1,0,0,5,1\n2,0,0,1,9\n")
    assert read_cells(tmp_path / "cells.csv").name == ("2", "1")


@pytest.mark.parametrize(
    "text",
    [
        "cell,x,y\n1,0,0\n",
        "cell,x,y,expected\n",
        CELLS + "1,0,0,1,A\n",
        CELLS.replace("0.5", "-1"),
        "cell,x,y,expected\n1,a,0,1\n",
    ],
)
def test_cells_that_say_nothing_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cells.csv").write_text(text)
    with pytest.raises(Refused, match="patrol-unreadable"):
        read_cells(tmp_path / "cells.csv")


def test_orders_give_units_their_clock(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(ORDERS)
    orders = read_orders(tmp_path / "orders.yaml")
    assert [(unit.start, unit.end) for unit in orders.patrols()] == [(0, 240), (60, 180)]
    assert orders.visit == 12


@pytest.mark.parametrize("wrong", ["visit: 30\n", "visits: 12\n", "speed: 0\n"])
def test_a_wrong_order_is_named(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "orders.yaml").write_text(ORDERS + wrong)
    with pytest.raises(Refused, match=wrong.split(":")[0]):
        read_orders(tmp_path / "orders.yaml")


def test_orders_for_a_place_that_is_not_there_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cells.csv").write_text(CELLS)
    for said in ({"must": ("9",)}, {"most_visits": {"Z": 1}}):
        orders = Orders.model_validate({"units": {"u": {"x": 0, "y": 0, "minutes": 60}}, **said})
        with pytest.raises(Refused, match="unknown-place"):
            check_orders(read_cells(tmp_path / "cells.csv"), orders)


def test_ways_are_whole_minutes_rounded_up() -> None:
    orders = Orders.model_validate({"units": {"u": {"x": 0, "y": 0, "minutes": 60}}, "speed": 60.0, "detour": 1.0})
    assert minutes_between(np.array([0.0, 3000.0]), np.array([0.0, 4000.0]), orders).tolist() == [[0, 5], [5, 0]]
