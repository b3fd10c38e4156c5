from pathlib import Path

import pytest

from athena.synth.compare import compare
from athena.synth.comparison.page import BEGIN, END

DATA = Path(__file__).resolve().parents[3] / "shared/data"


@pytest.mark.skipif(not DATA.exists(), reason="the shared public data is not on this machine")
def test_the_page_is_filled_between_its_marks_and_pictures_stand_beside_it(northmere: Path, tmp_path: Path) -> None:
    page = tmp_path / "synth.md"
    page.write_text(f"before\n{BEGIN}\nstale words\n{END}\nafter\n", encoding="utf-8")
    compare(northmere, DATA, page, years_beside=(1,))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "stale words" not in text
    assert "athena synth --people 4000 --years 1 --seed 11" in text
    assert {path.name for path in (tmp_path / "synth").iterdir()} == {
        "burglary-week.svg", "calls-hour.svg", "calls-urgent.svg", "crime-types.svg", "knox.svg", "map.svg",
        "records.svg", "stop-outcomes.svg",
    }  # fmt: skip


def test_without_real_data_nothing_is_compared(northmere: Path, tmp_path: Path) -> None:
    page = tmp_path / "synth.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        compare(northmere, tmp_path / "none", page)
    assert page.read_text(encoding="utf-8") == f"{BEGIN}\n{END}\n"
