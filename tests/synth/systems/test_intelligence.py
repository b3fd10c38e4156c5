from pathlib import Path

import pytest

from athena.pole.values.grading import parse_grading


@pytest.fixture(scope="module")
def reports(northmere: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted((northmere / "intelligence").glob("*.txt")):
        for text in path.read_text(encoding="utf-8").split("=" * 20 + "\n"):
            if text:
                found.append(dict(line.split(": ", 1) for line in text.splitlines()))
    return found


def test_every_report_is_graded_under_3x5x2(reports: list[dict[str, str]]) -> None:
    assert len(reports) > 20
    for report in reports:
        parse_grading(f"{report['SOURCE EVALUATION']}{report['INFORMATION ASSESSMENT']}{report['HANDLING'][0]}")


def test_references_count_on_and_sources_are_opaque(reports: list[dict[str, str]]) -> None:
    assert [int(report["URN"].split("/")[1]) for report in reports] == list(range(1, len(reports) + 1))
    assert all(report["SOURCE REF"][0] == "S" and report["SOURCE REF"][1:].isdigit() for report in reports)
    times = [report["SUBMITTED"] for report in reports]
    assert times == sorted(times)


def test_no_report_names_the_crime_that_it_is_about(reports: list[dict[str, str]]) -> None:
    assert not any("NM0" in text for report in reports for text in report.values())
