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
    assert f"from the bytes: {report['code_page']}" in result.stderr
    assert "record format found from the bytes" in result.stderr


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
    for text in ("R: 10 bytes", "PIC X(5) display", "--format F", "C8C5D3D3D6", "HELLO", "TRAILING_SPACES"):
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


def rows_of(app: typer.Typer, folder: Path, copybook: str, data: bytes, *words: str) -> list[dict[str, object]]:
    (folder / "b.cpy").write_text(copybook)
    (folder / "d.dat").write_bytes(data)
    out = folder / "o.parquet"
    out.unlink(missing_ok=True)
    result = CliRunner().invoke(
        app, ["legacy", "convert", str(folder / "b.cpy"), str(folder / "d.dat"), "-o", str(out), "--json", *words]
    )
    assert result.exit_code == 0, result.output
    rows: list[dict[str, object]] = pq.read_table(out).to_pylist()
    assert json.loads(result.stdout)["records"] == len(rows)
    return [{name: value for name, value in row.items() if not name.startswith("_")} for row in rows]


NAMED = "       01  R.\n           05  A PIC X(4).\n           05  B PIC X(4).\n"


@pytest.mark.parametrize("form", ["V", "RDW", "v"])
@pytest.mark.parametrize(("little", "own"), [(False, 4), (False, 0), (True, 4), (True, 0)])
def test_a_stated_v_needs_no_word_about_its_descriptors(
    app: typer.Typer, tmp_path: Path, form: str, little: bool, own: int
) -> None:
    word = (8 + own).to_bytes(2, "little" if little else "big")
    data = ((b"\0\0" + word if little else word + b"\0\0") + "ABCDEFGH".encode("cp037")) * 3
    assert rows_of(app, tmp_path, NAMED, data, "--format", form) == [{"A": "ABCD", "B": "EFGH"}] * 3


@pytest.mark.parametrize("form", ["D", "D2", "T", "lines"])
def test_lines_may_be_named_in_several_ways_and_empty_ones_passed_over(
    app: typer.Typer, tmp_path: Path, form: str
) -> None:
    data = b"ABCDEFGH\r\n\r\nAB\r\n"
    words = ["--format", form, "--encoding", "ascii", "--skip-blank-lines"]
    assert rows_of(app, tmp_path, NAMED, data, *words) == [{"A": "ABCD", "B": "EFGH"}, {"A": "AB", "B": ""}]


def test_a_length_field_says_the_format_and_may_be_an_expression(app: typer.Typer, tmp_path: Path) -> None:
    book = "       01  R.\n           05  K PIC 9.\n           05  L PIC 9.\n           05  T PIC X(9).\n"
    data = "14AB23AB".encode("cp037")
    rows = rows_of(app, tmp_path, book, data, "--length-field", "K + L - 1", "--code-page", "cp037")
    assert [row["T"] for row in rows] == ["AB", "AB"]


def test_headers_and_trailers_may_be_named_as_records(app: typer.Typer, tmp_path: Path) -> None:
    book = (
        "       01  HDR.\n           05  H PIC X(6).\n       01  DATA-REC.\n           05  A PIC X(2).\n"
        "       01  TRL.\n           05  N PIC 9(3).\n"
    )
    words = ["--header-record", "HDR", "--trailer-record", "TRL"]
    assert rows_of(app, tmp_path, book, b"HEADERaabbcc003", *words) == [{"A": "aa"}, {"A": "bb"}, {"A": "cc"}]


def test_several_values_may_choose_one_redefinition(app: typer.Typer, tmp_path: Path) -> None:
    book = "       01  R.\n           05  S PIC X.\n           05  A PIC X.\n           05  B REDEFINES A PIC 9.\n"
    words = ["--segment-field", "S", "--segment", "C,D=A", "--segment", "=B", "--code-page", "cp037"]
    rows = rows_of(app, tmp_path, book, "CxDy 7".encode("cp037"), *words)
    assert [(row["A"], row["B"]) for row in rows] == [("x", None), ("y", None), (None, 7)]


def test_decimal_comma_and_floats_turned_round(app: typer.Typer, tmp_path: Path) -> None:
    book = "       01  R.\n           05  A PIC +999,99.\n           05  F COMP-1.\n"
    data = "+112,34".encode("cp037") + bytes.fromhex("42760000")[::-1]
    rows = rows_of(app, tmp_path, book, data, "--decimal-comma", "--floats", "ibm-little", "--code-page", "cp037")
    assert [(str(row["A"]), row["F"]) for row in rows] == [("112.34", 118.0)]


def test_inspect_takes_the_options_of_convert(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "b.cpy").write_text(NAMED)
    (tmp_path / "d.dat").write_bytes(b"##" + "ABCDEFGH".encode("cp037") * 5)
    words = ["inspect", str(tmp_path / "b.cpy"), str(tmp_path / "d.dat"), "--file-header", "2", "--json"]
    found = json.loads(CliRunner().invoke(app, ["legacy", *words]).stdout)
    assert found["file"]["records"][0]["A"] == "ABCD"
    assert found["file"]["formats"][0]["format"] == "F"


def test_names_of_options_that_other_tools_have_are_known(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    Path(data).write_bytes(b"\0\0" + Path(data).read_bytes())
    options = [
        "--recfm",
        "FB",
        "--lrecl",
        "10",
        "--file-start-offset",
        "2",
        "--codepage",
        "ibm285",
        "--trimming",
        "both",
    ]
    options += ["--record-type-field", "T", "--segment-filter", "A", "--floating-point-format", "IEEE754_little_endian"]
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(folder / "o"), "--json", *options])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["records"] == 2


def test_a_field_chooses_a_redefinition_on_the_command_line(app: typer.Typer, tmp_path: Path) -> None:
    book, data, out = tmp_path / "r.cpy", tmp_path / "r.dat", tmp_path / "r.parquet"
    book.write_text("01 R.\n 05 K PIC X.\n 88 IS-TEXT VALUE 'T'.\n 05 A PIC 9(2).\n 05 B REDEFINES A PIC X(2).\n")
    data.write_bytes("N12TXY".encode("cp285"))
    rules = ["--choose", "A=K:N", "--choose", "B=IS-TEXT", "--format", "F", "--code-page", "cp285"]
    result = CliRunner().invoke(app, ["legacy", "convert", str(book), str(data), "-o", str(out), *rules])
    assert result.exit_code == 0, result.output
    assert pq.read_table(out).select(["A", "B"]).to_pylist() == [{"A": 12, "B": None}, {"A": None, "B": "XY"}]


def test_ebcdic_is_enough_to_say_where_the_page_is_not_known(app: typer.Typer, files: tuple[str, str, Path]) -> None:
    book, data, folder = files
    options = ["--format", "F", "--encoding", "ebcdic", "--json"]
    result = CliRunner().invoke(app, ["legacy", "convert", book, data, "-o", str(folder / "o"), *options])
    assert json.loads(result.stdout)["code_page"].startswith("cp")
    assert "code page found from the bytes" in result.stderr
