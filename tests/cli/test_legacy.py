import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from athena.cli import legacy

COPYBOOK = "       01  R.\n           05  T PIC X.\n           05  A PIC X(5).\n           05  N PIC 9(4).\n"


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    legacy.register(app)
    return app


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    book, data = tmp_path / "r.cpy", tmp_path / "r.dat"
    book.write_text(COPYBOOK)
    data.write_bytes("AHELLO0012BWORLD0013AAGAIN12  ".encode("cp037"))
    return str(book), str(data), tmp_path


def test_convert_writes_parquet_and_prints_counts_as_json(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    out = folder / "r.parquet"
    result = CliRunner().invoke(
        app, ["legacy", "convert", book, data, "-o", str(out), "--code-page", "cp285", "--json"]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["records"] == 3
    assert report["bytes"] == report["record_bytes"] == 30
    assert report["quarantined_bytes"] == 0
    assert report["doubtful"] == 1
    assert report["file"] == str(out)
    assert report["doubts"] == [{"field": "R.N", "reason": "TRAILING_SPACES", "count": 1}]
    assert pq.read_table(out)["A"].to_pylist() == ["HELLO", "WORLD", "AGAIN"]


def test_what_is_not_stated_is_inferred_and_said(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(folder / "o"), "--json"])
    report = json.loads(result.stdout)
    assert (report["records"], report["format"]) == (3, "F")
    assert 0 < report["code_page_confidence"] < 1
    assert f"read as {report['code_page']}" in result.stderr
    assert "record format not stated" in result.stderr


def test_convert_without_json_prints_where_the_bytes_went(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(folder / "o"), "--code-page", "285"])
    assert "3 records from 30 bytes" in result.stdout
    assert "quarantined" in result.stdout
    assert "TRAILING_SPACES" in result.stdout


def test_convert_keeps_only_the_segments_asked_for(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    out = folder / "b.parquet"
    words = ["--code-page", "cp285", "--segment-field", "T", "--only-segment", "B", "--json"]
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(out), *words])
    report = json.loads(result.stdout)
    assert (report["records"], report["record_bytes"], report["filtered_bytes"]) == (1, 10, 20)
    assert pq.read_table(out)["_record"].to_pylist() == [1]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--code-page", "cp285", "--format", "X"], 2),
        (["--code-page", "cp285", "--segment", "A=B"], 2),
        (["--code-page", "cp285", "--segment-field", "T", "--segment", "AB"], 2),
        (["--code-page", "no-such-page"], 1),
        (["--code-page", "cp285", "--format", "V"], 1),
        (["--code-page", "cp285", "--segment-field", "NOBODY"], 1),
        (["--code-page", "cp285", "--date", "N=YYMMDD"], 1),
        (["--code-page", "cp285", "--format", "L"], 1),
    ],
)
def test_bad_input_is_told_apart_and_leaves_no_file(
    app: typer.Typer, files: tuple[str, str, Path], words: list[str], status: int
) -> None:
    book, data, folder = files
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(folder / "o.parquet"), *words])
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["r.cpy", "r.dat"]


def test_a_copybook_at_fault_is_reported_with_line_and_column(app: typer.Typer, tmp_path: Path) -> None:
    book = tmp_path / "bad.cpy"
    book.write_text("       01  R.\n           05  A PIK X.\n")
    result = CliRunner().invoke(app, ["legacy", "inspect", str(book)])
    assert result.exit_code == 1
    assert "bad.cpy:2:18" in result.stderr


def test_inspect_prints_the_layout_and_the_records_beside_their_bytes(
    app: typer.Typer, files: tuple[str, str, Path]
) -> None:
    book, data, _ = files
    result = CliRunner().invoke(app, ["legacy", "inspect", book, data])
    assert result.exit_code == 0, result.output
    for text in ("R: 10 bytes", "PIC X(5) display", "--format F", "C8C5D3D3D6", '"A": "HELLO"'):
        assert text in result.stdout


def test_inspect_as_json_holds_layout_verdicts_and_records(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, _ = files
    result = CliRunner().invoke(app, ["legacy", "inspect", book, data, "--json"])
    found = json.loads(result.stdout)
    assert [(f["name"], f["offset"], f["length"]) for f in found["records"][0]["fields"]] == [
        ("R", 0, 10), ("T", 0, 1), ("A", 1, 5), ("N", 6, 4)
    ]  # fmt: skip
    assert found["file"]["formats"][0]["format"] == "F"
    assert found["file"]["code_pages"][0]["answer"].startswith("cp")
    assert [row["N"] for row in found["file"]["records"]] == [12, 13, 1200]
    assert found["file"]["records"][0]["_raw"] == "C1C8C5D3D3D6F0F0F1F2"


def test_several_files_are_parts_of_one_or_files_of_their_own(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    whole = Path(data).read_bytes()
    (folder / "a").write_bytes(whole[:13])
    (folder / "b").write_bytes(whole[13:])
    words = [
        "legacy",
        "convert",
        book,
        str(folder / "a"),
        str(folder / "b"),
        "-o",
        str(folder / "o"),
        "--code-page",
        "285",
    ]
    assert json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)["records"] == 3
    assert CliRunner().invoke(app, [*words, "--separate"]).exit_code == 1
