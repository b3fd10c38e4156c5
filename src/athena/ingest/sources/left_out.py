"""Published tables that Athena knows and does not load, each with the reason that every report gives for it."""

from collections.abc import Mapping

LEFT_OUT: Mapping[str, str] = {
    "thorough-searches.parquet": (
        "it gives a day and no time, under columns whose names differ from sheet to sheet, and nothing says which "
        "search of the stop-and-search files a row is, so each would count twice"
    ),
    "custody.parquet": "it counts disposals by sex, age and ethnicity, and no kind of record is a count of disposals",
    "homicide.parquet": (
        "a row is somebody proceeded against, by borough, sex, age and ethnicity and nothing more: no crime, and "
        "nobody who could be told from another"
    ),
    "monthly-crime-dashboard.parquet": (
        "offences and positive outcomes stand in one column of counts, zeros are left out, and some areas are none "
        "(-1, NON ATHENA FORCE): sums over it mislead"
    ),
}


def why_left_out(name: str) -> str | None:
    """Why the file of this name is not loaded, where it is one that Athena knows."""
    return LEFT_OUT.get(name.rsplit("/", 1)[-1])
