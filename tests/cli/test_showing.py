"""How the command line shows things."""

import json
from datetime import date

import pytest

from athena.cli.showing import show_json, thousands


def test_counts_are_readable_and_an_unknown_count_is_not_zero() -> None:
    assert thousands(1234567) == "1,234,567"
    assert thousands(None) == "-"


def test_json_is_one_line_with_iso_dates(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"month": date(2024, 5, 1), "row": "£".encode()})
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert json.loads(line) == {"month": "2024-05-01", "row": "£"}
