"""The Metropolitan Police's published counts of recorded crime: by ward, by LSOA and by borough, a column a month."""

import re
from collections.abc import Callable

from athena.ingest.expressions import coded, text
from athena.ingest.source import UNDATED, Raw, Record, Slot, Source
from athena.ingest.sources.police_uk import OPEN_DATA, unknown_code
from athena.ingest.wide_months import MONTHS, WideMonths


def _recogniser(area_type: str) -> Callable[[str], Slot | None]:
    # As Parquet; as the London Datastore names its own comma-separated files; and as those are often renamed.
    pattern = re.compile(
        rf"recorded-crime-{area_type}(-historical)?\.parquet"
        rf"|mps {area_type} level crime \((most recent 24 months|historical)\)\.csv"
        rf"|mps_{area_type}_(recent|historical)\.csv",
        re.IGNORECASE,
    )

    def recognise(name: str) -> Slot | None:
        stem = name.rsplit("/", 1)[-1].lower()
        if pattern.fullmatch(stem) is None:
            return None
        table = f"recorded-crime-{area_type}" + ("-historical" if "historical" in stem else "")
        return Slot(table, "metropolitan", f"counts by {area_type}", UNDATED, UNDATED)

    return recognise


def _counts(area_type: str, code: str | None, name: str, borough: str, major: str, minor: str) -> Source:
    columns = tuple(column for column in (code, name, borough, major, minor) if column)

    def mapping(raw: Raw) -> Record:
        return {
            "area_type": area_type,
            "area_code": text(raw[code or name]),
            "area_name": text(raw[name]),
            "borough": text(raw[borough]),
            "major_category": coded(raw[major], "mps_major_category"),
            "major_category_original": text(raw[major]),
            "minor_category_original": text(raw[minor]),
            "months": raw[MONTHS],
        }

    return Source(
        name=f"mps-{area_type}",
        version=1,
        title=f"MPS recorded crime by {area_type} and month",
        kind="crime_count",
        label=OPEN_DATA,
        format=WideMonths(tuple(dict.fromkeys(columns))),
        recognise=_recogniser(area_type),
        # A ward may stand under two boroughs: Heathrow Villages under Hillingdon and under Aviation Security (SO18).
        key=lambda raw: raw[code or name] + "/" + raw[borough] + "/" + raw[major] + "/" + raw[minor],
        mapping=mapping,
        rules=(unknown_code(major, "major_category"),),
    )


BY_WARD = _counts("ward", "wardcode", "wardname", "lookup_boroughname", "majortext", "minortext")
BY_LSOA = _counts("lsoa", "lsoa_code", "lsoa_name", "borough", "major_category", "minor_category")
BY_BOROUGH = _counts("borough", None, "boroughname", "boroughname", "majortext", "minortext")
SOURCES = (BY_WARD, BY_LSOA, BY_BOROUGH)
