from pathlib import Path

import numpy as np
import pytest

from athena.failures import Refused
from athena.forecast.datasets import known_datasets
from athena.forecast.reading import Wanted, deliver

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
NOTHING = Wanted()


def write(folder: Path, name: str, *lines: str) -> str:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / name)


def test_every_row_is_an_event_or_is_counted_with_its_reason(tmp_path: Path) -> None:
    rows = ("2024-05-01,100,200", "2024-05-02T13:30:00,300,400", "soon,1,2", "2024-05-03,,4")
    file = write(tmp_path, "burglary.csv", "date,x,y", *rows)
    found = deliver(file, tmp_path, NOTHING)
    assert len(found.events) + sum(found.left_out.values()) == found.rows == 4
    assert found.left_out == {"no date": 1, "no coordinates": 1}
    assert found.events.day[1] - found.events.day[0] == pytest.approx(1 + 13.5 / 24)
    assert found.kinds == ("burglary",)


def test_degrees_become_metres(tmp_path: Path) -> None:
    file = write(
        tmp_path, "burglary.csv", "date,longitude,latitude", "2024-05-01,-1.5,53.8", "2024-05-02,-1.5,53.809"
    )  # fmt: skip
    events = deliver(file, tmp_path, NOTHING).events
    assert np.hypot(np.diff(events.x), np.diff(events.y))[0] == pytest.approx(1001.6, abs=2)


def test_a_file_of_mixed_kinds_is_refused_until_one_is_chosen(tmp_path: Path) -> None:
    file = write(tmp_path, "crime.csv", "date,type,x,y", "2024-05-01,Drugs,1,2", "2024-05-02,Burglary,3,4")
    with pytest.raises(Refused) as found:
        deliver(file, tmp_path, NOTHING)
    assert found.value.code == "forecast.officer-initiated"
    assert len(deliver(file, tmp_path, Wanted(type="burglary")).events) == 1
    with pytest.raises(Refused):
        deliver(file, tmp_path, Wanted(type="drugs"))


def test_a_file_that_does_not_say_its_kind_is_taken_with_a_warning(tmp_path: Path) -> None:
    file = write(tmp_path, "city.csv", "date,x,y", "2024-05-01,1,2")
    assert "answers for it" in deliver(file, tmp_path, NOTHING).notes[0]
    assert deliver(file, tmp_path, Wanted(kind="burglary")).notes == ()


def test_what_cannot_be_read_says_what_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as found:
        deliver("atlantis", tmp_path, NOTHING)
    assert found.value.code == "forecast.dataset-unknown"
    empty = write(tmp_path, "burglary.csv", "date,x,y", "soon,1,2")
    with pytest.raises(Refused) as found:
        deliver(empty, tmp_path, NOTHING)
    assert found.value.code == "forecast.no-events"
    with pytest.raises(Refused) as found:
        deliver(empty, tmp_path, Wanted(time="when", x="x", y="y"))
    assert found.value.code == "forecast.columns-unknown"
    broken = write(tmp_path, "broken.csv", "date,x,y", "2024-05-01,1,2,3")
    with pytest.raises(Refused) as found:
        deliver(broken, tmp_path, NOTHING)
    assert found.value.code == "forecast.unreadable"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this checkout")
@pytest.mark.parametrize(
    ("name", "rows", "events"),
    [
        ("chicago_burglary_2016", 11_701, 11_700),
        ("cincinnati_burglary", 8_723, 8_297),
        ("nij_portland_burglary", 5_096, 5_096),
        ("nyc_vehicle_thefts_2014_2017", 35_746, 35_746),
        ("vancouver_thefts", 21_918, 21_918),
    ],
)
def test_real_files_come_in_whole(name: str, rows: int, events: int) -> None:
    found = deliver(name, SHARED, NOTHING)
    assert (found.rows, len(found.events)) == (rows, events)
    assert name in known_datasets()
