"""Ground truth we did not write: every case of ../shared/data/mainframe/cobrix, field by field.

The expected files encode choices of Cobrix (Apache-2.0): nulls are not written, names use `_`, its default code page
shows every control character as a space, generated ids have its own spelling. `as_cobrix` maps a row of ours to that
form; it never touches a value that decoding got wrong.
"""

import base64
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from athena.ingest.mainframe.codepages import CodePage, code_page, table_page
from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions

COBRIX = Path(__file__).parents[4] / "shared/data/mainframe/cobrix"
pytestmark = pytest.mark.skipif(not COBRIX.is_dir(), reason="../shared/data/mainframe is not here")

Json = None | bool | int | float | str | bytes | Decimal | list["Json"] | dict[str, "Json"]
Row = dict[str, Json]


def printable(name: str, plain: CodePage, keep: str = "") -> CodePage:
    """A page that shows a space for every character Cobrix's reduced pages do not print."""
    chars = "".join(c if (" " <= c < "\x7f" or c in keep) else " " for c in plain.chars)
    return table_page(name, chars)


COMMON = printable("cobrix-common", code_page("cp037"))


def cobrix_extended(name: str, undefined: str = " ") -> CodePage:
    """A national page as Cobrix tabulates it: C1 controls are spaces, CR and LF stand for one another."""
    special = {0x0D: "\n", 0x15: "\x85", 0x25: "\r"}
    chars = code_page(name).chars.replace("\u203e", "\xaf")
    shown = "".join(undefined if "\x7f" <= c < "\xa0" and c != "\x7f" else c for c in chars)
    return table_page(f"cobrix-{name}", "".join(special.get(byte, c) for byte, c in enumerate(shown)))


# its `common_extended` page shows what it does not define as x'1A' below x'20' and as a space above
EXTENDED = table_page(
    "cobrix-common-extended",
    "".join(
        " " if byte == 0x3F else c if c != " " or byte >= 0x20 else "\x1a"
        for byte, c in enumerate(cobrix_extended("cp037").chars.replace("\x85", " "))
    ).replace("\x7f", " "),
)


def read(copybook: str, paths: list[str], options: ReadOptions, limit: int | None = None) -> list[Row]:
    reader = LegacyReader(load_copybook(COBRIX / copybook), options)
    rows: list[Row] = []
    for batch in reader.batches([COBRIX / path for path in paths]):
        rows.extend(batch.to_pylist())
    assert all(account.balance == 0 for account in reader.accounts)
    assert sum(account.size for account in reader.accounts) > 0
    return rows if limit is None else rows[:limit]


def as_cobrix(value: Json, *, keep_empty: bool = True) -> Json:
    """Drop nulls and our own columns, as Spark's JSON does."""
    if isinstance(value, dict):
        inner = {k: as_cobrix(v, keep_empty=keep_empty) for k, v in value.items() if not k.startswith("_")}
        return {k: v for k, v in inner.items() if v is not None and (keep_empty or v != "")}
    if isinstance(value, list):
        return [as_cobrix(item, keep_empty=keep_empty) for item in value]
    return value


def expected_lines(path: str) -> list[Row]:
    text = (COBRIX / path).read_text(encoding="utf-8")
    if path.endswith(".json") or text.lstrip().startswith("[") or "\n}\n{" in text:
        decoder = json.JSONDecoder(parse_float=Decimal)
        if text.lstrip().startswith("["):
            return list(json.loads(text, parse_float=Decimal))
        return list(_stream(decoder, text))
    return [json.loads(line, parse_float=Decimal) for line in text.split("\n") if line.strip()]


def _stream(decoder: json.JSONDecoder, text: str) -> Iterator[Row]:
    index = 0
    while index < len(text.rstrip()):
        value, index = decoder.raw_decode(text, index)
        yield value
        while index < len(text) and text[index].isspace():
            index += 1


def assert_same(got: Json, wanted: Json, where: str) -> None:
    if isinstance(wanted, dict):
        assert isinstance(got, dict), where
        for key in [*wanted, *(key for key in got if key not in wanted)]:
            assert key in got, f"{where}.{key} is missing: {wanted[key]!r}"
            assert key in wanted, f"{where}.{key} is not expected: {got[key]!r}"
            assert_same(got[key], wanted[key], f"{where}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(got, list), where
        assert len(got) == len(wanted), where
        for index, (one, other) in enumerate(zip(got, wanted, strict=True)):
            assert_same(one, other, f"{where}[{index}]")
    elif isinstance(got, float) and isinstance(wanted, (Decimal, int)):
        assert float(got) == pytest.approx(float(wanted), rel=1e-7), where
    else:
        assert got == wanted, f"{where}: {got!r} is not {wanted!r}"


def assert_rows(rows: list[Row], wanted: list[Row]) -> None:
    assert len(rows) >= len(wanted) > 0
    for index, (row, expected) in enumerate(zip(rows, wanted, strict=False)):
        assert_same(row, expected, f"row {index}")


MAX = Reading(page=COMMON, occurs="max", trim="both")


def test_cobrix_test1_fixed_length() -> None:
    rows = read("test1_copybook.cob", ["test1_data/example.bin"], ReadOptions(reading=MAX))
    assert_rows([as_cobrix(row) for row in rows], expected_lines("test1_expected/test1.txt"))  # type: ignore[misc]
    assert len(rows) == 10


def flat(value: Json, name: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{name}_{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value, start=1):
            yield from flat(inner, f"{name}_{index}")
    else:
        yield name, value


def test_cobrix_test1_flattened_csv() -> None:
    rows = read("test1_copybook.cob", ["test1_data/example.bin"], ReadOptions(reading=MAX))
    with (COBRIX / "test1_expected/test1.csv").open(encoding="utf-8", newline="") as file:
        for row, wanted in zip(rows, csv.DictReader(file), strict=True):
            got = {key: str(value) for key, value in flat(as_cobrix(row), "RECORD")}
            assert got == {key: value for key, value in wanted.items() if key in got}
            assert all(not value.strip('"') for key, value in wanted.items() if key not in got)


def test_cobrix_test1a_record_start_and_end_offsets() -> None:
    frame = FrameOptions(before=2, after=27)
    rows = read("test1a_copybook.cob", ["test1_data/example.bin"], ReadOptions(frame=frame, reading=MAX))
    assert_rows([as_cobrix(row) for row in rows], expected_lines("test1a_expected/test1a.txt"))  # type: ignore[misc]


def with_ids(row: Row, file: int = 0) -> Row:
    ours = as_cobrix(row)
    assert isinstance(ours, dict)
    return {"File_Id": file, "Record_Id": row["_record"], "Record_Byte_Length": row["_length"], **ours}


def test_cobrix_test1b_generated_record_fields() -> None:
    rows = read("test1_copybook.cob", ["test1_data/example.bin"], ReadOptions(reading=MAX))
    assert_rows([with_ids(row) for row in rows], expected_lines("test1b_expected/test1b.txt"))


def test_cobrix_test2_two_files() -> None:
    paths = ["test2_data/example.bin", "test2_data/example2.bin"]
    rows = read("test2_copybook.cob", paths, ReadOptions(reading=MAX, separate=True))
    first = expected_lines("test1_expected/test1.txt")
    assert_rows([as_cobrix(row) for row in rows[:10]], first)  # type: ignore[misc]
    assert [row["ID"] for row in rows] == list(range(1, 21))
    assert [row["_file"] for row in rows] == [0] * 10 + [1] * 10


def test_cobrix_test15_several_folders() -> None:
    paths = ["test15_data/a/example.bin", "test15_data/b/example.bin"]
    rows = read("test15_copybook.cob", paths, ReadOptions(reading=MAX))
    rows.sort(key=lambda row: int(str(row["ID"])))
    wanted = expected_lines("test15_expected/test15.txt")
    assert_rows([as_cobrix(row) for row in rows], wanted)  # type: ignore[misc]
    assert len(rows) == len(wanted) == 20


@pytest.mark.parametrize(
    ("expected", "trim"),
    [("test3", "both"), ("test3_trim_both", "both"), ("test3_trim_left", "left"), ("test3_trim_none", "none"),
     ("test3_trim_right", "right")],
)  # fmt: skip
def test_cobrix_test3_trimming(expected: str, trim: str) -> None:
    segments = SegmentOptions("SIGNATURE", keep=frozenset({"S9276511"}))
    reading = replace(MAX, trim=trim)  # type: ignore[arg-type]
    rows = read(
        "test3_copybook.cob", ["test3_data/TRAN2.AUG31.DATA.dat"], ReadOptions(reading=reading, segments=segments)
    )
    assert_rows([as_cobrix(row) for row in rows], expected_lines(f"test3_expected/{expected}.txt"))  # type: ignore[misc]


SEGMENT = SegmentOptions("SEGMENT-ID", parents={"P": "C"})


def linked(rows: list[Row], file: int = 0) -> list[Row]:
    """Cobrix's ids: `A_file_record` of the root, and the number of the child within it."""
    children: dict[Json, int] = {}
    result = []
    for row in rows:
        root = row["_record"] if row["_parent"] is None else row["_parent"]
        ours = {"Seg_Id0": f"A_{file}_{root!s}"}
        if row["_parent"] is not None:
            children[root] = children.get(root, 0) + 1
            ours["Seg_Id1"] = f"A_{file}_{root!s}_L1_{children[root]}"
        head = with_ids(row)
        result.append({**dict(list(head.items())[:3]), **ours, **dict(list(head.items())[3:])})
    return result


def as_spark_text(value: Json) -> Json:
    """Cobrix's ASCII reader drops control characters and trims what is left."""
    if isinstance(value, dict):
        return {k: as_spark_text(v) for k, v in value.items()}
    if isinstance(value, str):
        return re.sub(r"[\x00-\x1f]", "", value).strip()
    return value


def without_empty(value: Json) -> Json:
    return as_cobrix(value, keep_empty=False)


@pytest.mark.parametrize(
    ("folder", "expected", "charset"), [("test4_data", "test4", "ascii"), ("test4a_data", "test4a", "latin-1")]
)
def test_cobrix_test4_rdw_multisegment_ascii(folder: str, expected: str, charset: str) -> None:
    frame = FrameOptions("V", little=True, inclusive=False)
    options = ReadOptions(frame=frame, reading=replace(MAX, page=code_page(charset)), segments=SEGMENT)
    rows = linked(read("test4_copybook.cob", [f"{folder}/COMP.DETAILS.SEP30.DATA.dat"], options))
    wanted = expected_lines(f"test4_expected/{expected}.txt")
    assert_rows([without_empty(as_spark_text(row)) for row in rows], [without_empty(row) for row in wanted])  # type: ignore[misc]


def without_overflow(value: Json) -> Json:
    """Cobrix gives nothing for an unsigned four-byte number past 2**31; we keep it and flag EXCEEDS_PIC."""
    if isinstance(value, dict):
        return {k: without_overflow(v) for k, v in value.items() if not (isinstance(v, int) and v >= 2**31)}
    return value


def test_cobrix_test14_rdw_that_includes_itself() -> None:
    segments = replace(SEGMENT, targets={"C": "STATIC-DETAILS", "P": "CONTACTS"})
    frame = FrameOptions("V", little=True)
    rows = linked(
        read(
            "test14_copybook.cob",
            ["test14_data/COMP.DETAILS.JUL02.DATA.dat"],
            ReadOptions(frame=frame, reading=MAX, segments=segments),
        )
    )
    wanted = expected_lines("test14_expected/test14.txt")
    assert_rows([without_overflow(row) for row in rows], wanted)  # type: ignore[misc]


def test_cobrix_test16_fixed_length_segments() -> None:
    segments = SegmentOptions("SEGMENT-ID", {"C": "COMPANY", "P": "PERSON", "B": "PO-BOX"})
    rows = read(
        "test16_fix_len_segments.cob",
        ["test16_data/ENTITY.DB.AUG12.DATA.FIX.LEN.dat"],
        ReadOptions(reading=MAX, segments=segments),
    )
    wanted = expected_lines("test16_expected/test16.txt")
    assert_rows([without_empty(row) for row in rows], [without_empty(row) for row in wanted])  # type: ignore[misc]
    assert len(rows) == len(wanted) == 50


TYPES = replace(MAX, floats="ieee")


def test_cobrix_test6_every_numeric_type() -> None:
    rows = read("test6_copybook.cob", ["test6_data/INTEGR.TYPES.NOV28.DATA.dat"], ReadOptions(reading=TYPES))
    wanted = expected_lines("test6_expected/test6.txt")
    assert_rows([as_cobrix(row) for row in rows], wanted)  # type: ignore[misc]
    assert len(rows) == len(wanted) == 100


@pytest.mark.parametrize("name", ["example.dat", "example.dat.gz", "example.dat.bz2"])
def test_cobrix_test40_compressed_files(name: str) -> None:
    rows = read("test40_copybook.cob", [f"test40_data/{name}"], ReadOptions(reading=TYPES))
    wanted = expected_lines("test40_expected/test40.txt")
    assert_rows([as_cobrix(row) for row in rows], wanted)  # type: ignore[misc]


@pytest.mark.parametrize("name", ["ascii.txt", "ascii.txt.gz"])
def test_cobrix_test40_compressed_ascii_lines(name: str, tmp_path: Path) -> None:
    copybook = tmp_path / "ascii.cob"
    copybook.write_text("       01  ENTITY.\n           05  A    PIC X(1).\n           05  B    PIC X(4).\n")
    frame = FrameOptions("T")
    reader = LegacyReader(load_copybook(copybook), ReadOptions(frame=frame, reading=Reading(page=code_page("ascii"))))
    rows = reader.table([COBRIX / "test40_data_ascii" / name]).to_pylist()
    assert [(row["A"], row["B"]) for row in rows] == [("1", "2345"), ("6", "7890"), ("A", "1234")]


@pytest.mark.parametrize(("expected", "shown"), [("test24", "hex"), ("test24b", "base64")])
def test_cobrix_test24_raw_bytes_beside_values(expected: str, shown: str) -> None:
    rows = read(
        "test24_copybook.cob",
        ["test24_data/INTEGR.TYPES.NOV28.DATA.dat"],
        ReadOptions(reading=replace(TYPES, field_bytes=True)),
    )

    def debug(row: Row) -> Row:
        renamed: Row = {}
        for key, value in row.items():
            if isinstance(value, bytes):
                text = value.hex().upper() if shown == "hex" else base64.b64encode(value).decode()
                renamed[key.removesuffix("_raw") + "_debug"] = text
            else:
                renamed[key] = value
        return renamed

    wanted = expected_lines(f"test24_expected/{expected}.txt")
    assert_rows([as_cobrix(debug(row)) for row in rows], wanted)  # type: ignore[misc]


def numbered_fillers(row: Row, style: str) -> Row:
    """Names Cobrix gives to fillers under its policies; `style` is which of them the expected file shows."""
    count = iter(range(1, 100))
    groups = iter(range(1, 100))

    def rename(fields: Row, before: str) -> Row:
        renamed: Row = {}
        previous = before
        for key, value in fields.items():
            name = key
            is_group = isinstance(value, dict)
            if key.startswith("FILLER"):
                if style in ("previous", "previous-dropped"):
                    name = f"FILLER_AFTER_{previous}"
                elif is_group:
                    name = f"FILLER_{next(groups)}"
                else:
                    name = f"FILLER_P{next(count)}"
            inner = rename(value, name) if isinstance(value, dict) else value
            previous = name
            renamed[name] = inner
        return renamed

    return rename(row, "RECORD")


@pytest.mark.parametrize(
    ("expected", "groups", "values"),
    [("test7", False, False), ("test7a", True, False), ("test7b", False, True), ("test7c", True, True)],
)
def test_cobrix_test7_fillers_numbered(expected: str, groups: bool, values: bool) -> None:
    rows = read(
        "test7_fillers.cob", ["test7_data/TEST.FILLERS.DEC07.DATA.dat"], ReadOptions(reading=replace(MAX, fillers=True))
    )
    wanted = expected_lines(f"test7_expected/{expected}.txt")

    def prune(row: Row) -> Row:
        kept: Row = {}
        for key, value in row.items():
            if isinstance(value, dict):
                inner = prune(value)
                if key.startswith("FILLER") and not groups:
                    continue
                if all(name.startswith("FILLER") for name in value) and not values:
                    continue
                kept[key] = inner
            elif values or not key.startswith("FILLER"):
                kept[key] = value
        return kept

    rows.sort(key=lambda row: Decimal(str(row["AMOUNT"])))
    got = [without_nothing(prune(numbered_fillers(ours(row), "numbered"))) for row in rows]
    assert_rows(got, [without_nothing(row) for row in wanted])


def ours(row: Row) -> Row:
    return {key: value for key, value in row.items() if not key.startswith("_")}


def without_nothing(row: Row) -> Row:
    cleaned = without_empty(row)
    assert isinstance(cleaned, dict)
    return cleaned


def test_cobrix_test7d_fillers_named_after_their_neighbours() -> None:
    rows = read(
        "test7_fillers.cob", ["test7_data/TEST.FILLERS.DEC07.DATA.dat"], ReadOptions(reading=replace(MAX, fillers=True))
    )
    wanted = expected_lines("test7_expected/test7d.txt")
    rows.sort(key=lambda row: Decimal(str(row["AMOUNT"])))
    got = [without_nothing(numbered_fillers(ours(row), "previous")) for row in rows]
    assert_rows(got, [without_nothing(row) for row in wanted])


@pytest.mark.parametrize(
    ("expected", "page"),
    [("test8_printable", COMMON), ("test8_non_printable", EXTENDED)],
)
def test_cobrix_test8_non_printable_characters(expected: str, page: CodePage) -> None:
    segments = SegmentOptions("SIGNATURE", keep=frozenset({"S9276511"}))
    trim = "both" if page is COMMON else "none"
    rows = read(
        "test8_copybook.cob",
        ["test8_data/TRAN2.MAR14.DATA.dat"],
        ReadOptions(reading=replace(MAX, page=page, trim=trim), segments=segments),  # type: ignore[arg-type]
    )
    assert_rows([as_cobrix(row) for row in rows], expected_lines(f"test8_expected/{expected}.txt"))  # type: ignore[misc]


def test_cobrix_test10_groups_as_text() -> None:
    reading = replace(MAX, page=code_page("ascii"), group_text=frozenset({"NAME", "ACCOUNT-NO"}))
    rows = read("test10_copybook.cob", ["test10_data/data.dat"], ReadOptions(reading=reading))
    renamed = [{key.replace("_text", "_NT"): value for key, value in ours(row).items()} for row in rows]
    assert_rows([{"RECORD": row} for row in renamed], expected_lines("test10_expected/test10.txt"))


def test_cobrix_test12_two_records_over_one_area() -> None:
    reading = replace(MAX, page=code_page("ascii"))
    wanted = expected_lines("test12_expected/test12.txt")
    together = read("test12_copybook.cob", ["test12_data/data.dat"], ReadOptions(reading=reading))
    assert_rows([as_cobrix(row) for row in together], wanted)  # type: ignore[misc]
    apart = LegacyReader(
        load_copybook(COBRIX / "test12_copybook_a.cob", COBRIX / "test12_copybook_b.cob"), ReadOptions(reading=reading)
    )
    merged = apart.table([COBRIX / "test12_data/data.dat"]).to_pylist()
    assert_rows([as_cobrix(row) for row in merged], wanted)  # type: ignore[misc]


def custom_page() -> CodePage:
    """The custom page of Cobrix's test: letters change case, quotes and the backslash are spaces."""
    shown = {"\u00a6": "|", "\u00ad": "-", "'": " ", '"': " ", "\\": " "}
    plain = code_page("cp037").chars
    return table_page("cobrix-custom", "".join(shown.get(c, c if " " <= c < "\x7f" else " ") for c in plain).swapcase())


SEVERAL = {
    "cp037": table_page(
        "cobrix-037",
        "".join(
            "\n" if c == "\r" else " " if c != "\x85" and (c < " " or "\x7f" <= c < "\xa0") else c
            for c in code_page("037").chars
        ),
    ),
    "cp037_ext": cobrix_extended("cp037"),
    "cp273": cobrix_extended("cp273"),
    "cp500": cobrix_extended("cp500"),
    "cp1140": cobrix_extended("cp1140"),
    "cp1141": cobrix_extended("cp1141"),
    "cp1148": cobrix_extended("cp1148"),
    "cp_custom": custom_page(),
}


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_cobrix_test9_code_pages(name: str) -> None:
    segments = SegmentOptions("SIGNATURE", keep=frozenset({"S9276511", "s9276511"}))
    trim = "both" if name == "cp037" else "none"
    rows = read(
        "test9_copybook.cob",
        ["test9_data/TRAN.APR14.NPT.DATA.dat"],
        ReadOptions(reading=replace(MAX, page=SEVERAL[name], trim=trim), segments=segments),  # type: ignore[arg-type]
    )
    if trim == "both":  # Java's trim takes line ends for spaces
        rows = [{k: v.strip() if isinstance(v, str) else v for k, v in row.items()} for row in rows]
    assert_rows([as_cobrix(row) for row in rows], expected_lines(f"test9_expected/test9_{name}.txt"))  # type: ignore[misc]
