"""How fast mainframe files are decoded, in MB per CPU-second, beside a memory copy and an open Python peer.

Run: `python bench/legacy.py [--mb 50] [--json]`. Every figure is the best of three runs in this process, one thread,
by `time.process_time`, so that a busy machine does not change it much. Cobrix's figures are quoted from our
measurement of it on a comparable machine (2026, local[1], warm), not run here: it needs a JVM and Spark.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.convert import convert
from athena.ingest.mainframe.copybook import Copybook, parse_copybook
from athena.ingest.mainframe.encode import RecordEncoder
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.records import RecordDecoder
from athena.ingest.mainframe.segments import SegmentOptions
from athena.ingest.mainframe.wide import decimal_array

CRIME = """
       01  CRIME-RECORD.
           05  CRIME-REF            PIC X(12).
           05  DIVISION             PIC X(2).
           05  OFFENCE-CODE         PIC 9(5).
           05  RECORDED-DATE        PIC 9(8).
           05  COMMITTED-DATE       PIC S9(7) COMP-3.
           05  PROP-VAL             PIC S9(9)V99 COMP-3.
           05  VICTIM-COUNT         PIC 9(4) COMP.
           05  STATUS-CODE          PIC X(1).
           05  BEAT                 PIC 9(4).
           05  EASTING              PIC S9(8) COMP.
           05  NORTHING             PIC S9(8) COMP.
           05  OFFICER              PIC X(8).
           05  SURNAME              PIC X(25).
           05  FORENAME             PIC X(20).
           05  STREET               PIC X(30).
           05  TOWN                 PIC X(20).
           05  LOSS                 PIC S9(7)V99.
           05  METHOD               PIC X(35).
"""
COMPANY = """
       01  COMPANY-DETAILS.
           05  SEGMENT-ID        PIC X(5).
           05  COMPANY-ID        PIC X(10).
           05  STATIC-DETAILS.
               10  COMPANY-NAME      PIC X(15).
               10  ADDRESS           PIC X(25).
               10  TAXPAYER.
                   15  TAXPAYER-TYPE  PIC X(1).
                   15  TAXPAYER-STR   PIC X(8).
           05  CONTACTS REDEFINES STATIC-DETAILS.
               10  PHONE-NUMBER      PIC X(17).
               10  CONTACT-PERSON    PIC X(28).
"""
QUOTED = {
    "fixed": "Cobrix 20.6 decode, 9.9 to Parquet",
    "rdw": "Cobrix 10.8-13.8 decode, 6.3 to Parquet",
    "types": "Cobrix 7.0 decode, 4.4 to Parquet",
}


@dataclass(frozen=True)
class Case:
    """A file made for the bench, and how to read it."""

    name: str
    copybook: Copybook
    path: Path
    options: ReadOptions


def types_copybook() -> str:
    """175 numeric columns of every usage, after the shape of Cobrix's TypesVariety file."""
    usages = ["", "COMP", "COMP-3"]
    lines = ["       01  TYPES-RECORD."]
    number = 0
    sizes = [1, 2, 3, 4, 5, 8, 9, 10, 11, 15, 17, 18]
    while number < 175:
        usage = usages[number % 3]
        digits = sizes[(number // 3) % len(sizes)]
        sign = "S" if number % 2 else ""
        point = f"V9({digits // 3})" if number % 4 == 0 and digits >= 6 else ""
        whole = digits - (digits // 3 if point else 0)
        lines.append(f"           05  N-{number:03d}  PIC {sign}9({whole}){point} {usage}.")
        number += 1
    return "\n".join(lines)


def crime_rows(count: int, seed: int) -> pa.StructArray:
    random = np.random.default_rng(seed)

    def words(pool: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(random.integers(0, len(pool), count)), pa.array(pool)).cast(
            pa.string()
        )

    def cents(top: int, digits: int) -> pa.Array:
        return decimal_array(random.integers(-top, top, count), None, digits, 2)

    columns = {
        "CRIME_REF": pa.array([f"CR{n:010d}" for n in range(count)]),
        "DIVISION": words(["AB", "CD", "EF", "GH"]),
        "OFFENCE_CODE": pa.array(random.integers(0, 99_999, count)),
        "RECORDED_DATE": pa.array(19_890_101 + random.integers(0, 90_000, count)),
        "COMMITTED_DATE": pa.array(random.integers(890_101, 971_231, count)),
        "PROP_VAL": cents(900_000, 11),
        "VICTIM_COUNT": pa.array(random.integers(0, 9, count)),
        "STATUS_CODE": words(list("ODNX")),
        "BEAT": pa.array(random.integers(0, 9_999, count)),
        "EASTING": pa.array(random.integers(0, 700_000, count)),
        "NORTHING": pa.array(random.integers(0, 700_000, count)),
        "OFFICER": words([f"PC{n:05d}" for n in range(900)]),
        "SURNAME": words(["EXAMPLE", "SAMPLE", "SPECIMEN", "PLACEHOLDER"]),
        "FORENAME": words(["ALEX", "SAM", "ROBIN", "CHRIS"]),
        "STREET": words(["1 HIGH STREET", "22 STATION ROAD", "THE OLD MILL, MILL LANE"]),
        "TOWN": words(["LEEDS", "YORK", "HARROGATE"]),
        "LOSS": cents(9_000, 9),
        "METHOD": words(["FORCED REAR WINDOW", "NO FORCE USED", "DOOR KICKED IN, TOOLS TAKEN"]),
    }
    return pa.StructArray.from_arrays(list(columns.values()), list(columns))


def cpu(work: Callable[[], object]) -> float:
    """Fewest CPU-seconds of three runs."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best


def repeat_to(data: bytes, size: int, path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(max(1, size // len(data))):
            file.write(data)


def make_cases(folder: Path, size: int) -> list[Case]:
    crime = parse_copybook(CRIME)
    encoded = RecordEncoder(crime.layouts()[0], Reading()).encode(crime_rows(20_000, 1))
    repeat_to(encoded.joined(), size, folder / "fixed.dat")
    company = parse_copybook(COMPANY)
    layout = company.layouts()[0]
    repeat_to(_company(layout), size, folder / "rdw.dat")
    types = parse_copybook(types_copybook())
    repeat_to(_types(types), size, folder / "types.dat")
    segments = SegmentOptions("SEGMENT-ID", {"C": "STATIC-DETAILS", "P": "CONTACTS"}, parents={"P": "C"})
    one = ReadOptions(workers=1)
    return [
        Case("fixed", crime, folder / "fixed.dat", one),
        Case(
            "rdw",
            company,
            folder / "rdw.dat",
            ReadOptions(frame=FrameOptions("V"), segments=segments, workers=1),
        ),
        Case("types", types, folder / "types.dat", one),
    ]


def _company(layout: object) -> bytes:
    from athena.ingest.mainframe.codepages import code_page

    page = code_page("cp037")
    parts: list[bytes] = []
    for number in range(5_000):
        root = f"{'C':<5}{number:010d}{'EXAMPLE LTD':<15}{'10 SAMPLE ROAD, LEEDS':<25}A{number:08d}"
        parts.append(page.encode(root))
        for child in range(number % 4):
            parts.append(page.encode(f"{'P':<5}{number:010d}{'+44 1632 96000' + str(child):<17}{'A PERSON':<28}"))
    del layout
    return b"".join((len(part) + 4).to_bytes(2, "big") + b"\0\0" + part for part in parts)


def _types(copybook: Copybook) -> bytes:
    layout = copybook.layouts()[0]
    reading = Reading()
    decoder = RecordDecoder(layout, reading)
    random = np.random.default_rng(3)
    columns = []
    for field, node in zip(decoder.fields, layout.root.children, strict=True):
        picture = node.item.picture
        top = 10 ** min(picture.digits if picture else 1, 17)
        values = random.integers(-top + 1 if picture and picture.signed else 0, top, 5_000)
        array = pa.array(values).cast(field.type) if pa.types.is_integer(field.type) else pa.array(values)
        if pa.types.is_decimal(field.type):
            array = decimal_array(values, None, field.type.precision, field.type.scale)
        columns.append(array)
    struct = pa.StructArray.from_arrays(columns, fields=decoder.fields)
    return RecordEncoder(layout, reading).encode(struct).joined()


def decode(case: Case) -> int:
    return sum(batch.num_rows for batch in LegacyReader(case.copybook, case.options).batches([case.path]))


def speed_up(case: Case) -> float:
    """How many times faster two cores can be than one, by who does the work: the main thread does its part alone."""
    two = Case(case.name, case.copybook, case.path, replace(case.options, workers=2))
    whole, main_thread = time.process_time(), time.thread_time()
    decode(two)
    whole, main_thread = time.process_time() - whole, time.thread_time() - main_thread
    return whole / max(main_thread, whole / 2)


def peer(folder: Path) -> tuple[float, float]:
    """MB per CPU-second of coboljsonifier and of ours on one file the peer can read (its COMP is packed decimal)."""
    from coboljsonifier.config.parser_type_enum import ParseType
    from coboljsonifier.copybookextractor import CopybookExtractor
    from coboljsonifier.parser import Parser

    text = CRIME.replace("PIC 9(4) COMP.", "PIC S9(4) COMP-3.").replace("PIC S9(8) COMP.", "PIC S9(8) COMP-3.")
    copybook = parse_copybook(text)
    layout = copybook.layouts()[0]
    path = folder / "peer.dat"
    path.write_bytes(RecordEncoder(layout, Reading()).encode(crime_rows(5_000, 2)).joined())
    book = folder / "crime.cpy"
    book.write_text(text)
    parser = Parser(CopybookExtractor(str(book)).dict_book_structure, ParseType.BINARY_EBCDIC).build()
    data = path.read_bytes()

    def run() -> None:
        for start in range(0, len(data), layout.width):
            parser.parse(data[start : start + layout.width])
            _ = parser.value

    ours = Case("peer", copybook, path, ReadOptions(workers=1))
    return len(data) / 1e6 / cpu(run), len(data) / 1e6 / cpu(partial(decode, ours))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mb", type=int, default=50)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    results: dict[str, float | str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = make_cases(folder, chosen.mb * 1_000_000)
        whole = cases[0].path.read_bytes()
        results["memory copy"] = round(len(whole) / 1e6 / cpu(lambda: bytearray(whole)), 1)
        for case in cases:
            size = case.path.stat().st_size / 1e6
            target = folder / f"{case.name}.parquet"
            results[f"{case.name} decode"] = round(size / cpu(partial(decode, case)), 1)
            to_parquet = partial(convert, case.copybook, [case.path], target, case.options)
            results[f"{case.name} to Parquet"] = round(size / cpu(to_parquet), 1)
            results[f"{case.name} on two cores, times"] = round(speed_up(case), 2)
            results[f"{case.name} quoted"] = QUOTED[case.name]
        try:
            theirs, ours = peer(folder)
            results["coboljsonifier decode"] = round(theirs, 2)
            results["ours on the same file"] = round(ours, 1)
        except (ValueError, KeyError, TypeError, AttributeError, ImportError) as error:
            # a peer that cannot read the file is a result of the bench, not a failure of it
            results["coboljsonifier decode"] = f"failed: {type(error).__name__}: {error}"
    results["peak memory MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    if chosen.json:
        print(json.dumps(results))
    else:
        for key, value in results.items():
            print(f"{key:<32}{value}")


if __name__ == "__main__":
    main()
