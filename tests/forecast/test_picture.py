from pathlib import Path

from athena.forecast.backtest import back_test
from athena.forecast.events import Events
from athena.forecast.grid import grid_of_events
from athena.forecast.picture import draw


def test_the_picture_names_every_method_and_marks_the_chosen_one(events: Events, tmp_path: Path) -> None:
    found = back_test(events.before(17_275), grid_of_events, 28)
    draw(found, "Northmere, windows of 28 days", tmp_path / "hits.svg")
    drawn = (tmp_path / "hits.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    draw(found, "Northmere", tmp_path / "hits.png")
    assert (tmp_path / "hits.png").read_bytes().startswith(b"\x89PNG")
