from pathlib import Path

from athena.deploy.response_log import read_log
from athena.deploy.staffing import Targets, staffing
from athena.deploy.staffing_picture import draw


def test_a_picture_is_written_whole(call_log: Path, tmp_path: Path) -> None:
    targets = Targets({1: 15.0, 2: 60.0}, 0.8)
    draw([staffing(read_log([call_log], [1, 2]), "all", targets)], targets, tmp_path / "week.svg")
    assert "Units on response, all" in (tmp_path / "week.svg").read_text()
