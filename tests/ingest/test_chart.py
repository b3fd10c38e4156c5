"""Pictures: a gap is shaded and never drawn as zero, and what is left out is counted in words."""

from pathlib import Path

import pytest

from athena.ingest.chart import draw
from athena.ingest.counts import Answer, Count


@pytest.fixture(autouse=True)
def words_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    monkeypatch.setitem(matplotlib.rcParams, "svg.fonttype", "none")


def answer(by: tuple[str, ...], *counts: tuple[tuple[str, ...], int | None]) -> Answer:
    return Answer(by, [Count(values, count) for values, count in counts], (), ("Recorded by: nobody.",), 1)


def drawn(found: Answer, target: Path) -> str:
    draw(found, target)
    return target.read_text(encoding="utf-8")


def test_a_gap_is_named_and_a_zero_is_not(tmp_path: Path) -> None:
    with_gap = answer(("month",), (("2024-05",), 3), (("2024-06",), None), (("2024-07",), 2))
    with_zero = answer(("month",), (("2024-05",), 3), (("2024-06",), 0), (("2024-07",), 2))
    assert "not delivered" in drawn(with_gap, tmp_path / "gap.svg")
    assert "not delivered" not in drawn(with_zero, tmp_path / "zero.svg")


def test_eight_lines_are_drawn_and_the_rest_counted(tmp_path: Path) -> None:
    found = answer(
        ("month", "type"), *(((f"2024-0{month}", f"sort {sort}"), 100 - sort) for month in (5, 6) for sort in range(11))
    )
    picture = drawn(found, tmp_path / "types.svg")
    assert "sort 7" in picture
    assert "sort 8" not in picture
    assert "3 smaller not drawn" in picture


def test_the_largest_thirty_bars_of_more_are_said_to_be_so(tmp_path: Path) -> None:
    found = answer(("lsoa",), *(((f"area {number}",), number) for number in range(40)))
    picture = drawn(found, tmp_path / "bars.svg")
    assert "the 30 largest of 40" in picture
    assert "area 39" in picture
    assert "area 9<" not in picture


def test_the_picture_says_what_a_reader_must_know(tmp_path: Path) -> None:
    assert "Recorded by: nobody." in drawn(answer((), ((), 7)), tmp_path / "all.svg")


def test_the_ending_is_the_format_in_either_case(tmp_path: Path) -> None:
    draw(answer((), ((), 7)), tmp_path / "all.PNG")
    assert (tmp_path / "all.PNG").read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "all.tiff_").write_text("mine")
    with pytest.raises(ValueError, match="tiff_"):
        draw(answer((), ((), 7)), tmp_path / "all.tiff_")
    assert [path.name for path in tmp_path.iterdir()] == ["all.tiff_"]
    assert (tmp_path / "all.tiff_").read_text() == "mine"
