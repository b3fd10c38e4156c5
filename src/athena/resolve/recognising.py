"""Which column of a file that nobody has described is which of ours, found by its name."""

from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import yaml

_NAMES = yaml.safe_load((files("athena.resolve") / "columns.yaml").read_text("utf-8"))
_REPEATS, _ONE_WORD = 0.3, 0.5


def recognised(table: pa.Table) -> dict[str, str]:
    """Our columns and which of theirs feeds each, several joined by `+`."""
    lower = {column.lower().replace(" ", "_").replace("-", "_"): column for column in table.column_names}
    found: dict[str, str] = {}
    for ours, names in _NAMES["known"].items():
        theirs = next((lower[name] for name in names if name in lower), None)
        if theirs is not None and theirs not in found.values():
            found[ours] = theirs
    if "name_text" in found and "family_name" in found:
        del found["name_text"]
    date = [next((lower[name] for name in _NAMES[part] if name in lower), None) for part in ("year", "month", "day")]
    if "date_of_birth" not in found and all(date):
        found["date_of_birth"] = "+".join(part for part in date if part)
    address = [lower[name] for name in _NAMES["address"] if name in lower]
    if "address_text" not in found and address:
        found["address_text"] = "+".join(address)
    return found


def protected(column: str) -> bool:
    """Whether a column's name speaks of a protected characteristic; such a column is never compared."""
    return any(word in column.lower() for word in _NAMES["protected_words"])


def unforeseen(table: pa.Table, used: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Further columns worth comparing: as text where values repeat, and as identifiers where they hardly do."""
    known = {name for names in _NAMES["known"].values() for name in names} | set(_NAMES["not_compared"])
    texts: list[str] = []
    identifiers: list[str] = []
    for column in table.column_names:
        if column in used or column.lower() in known or protected(column):
            continue
        distinct, stated = pc.count_distinct(table[column]).as_py(), len(table) - table[column].null_count
        if distinct > 1:
            (identifiers if distinct > _REPEATS * stated and _looks_like_one(table[column]) else texts).append(column)
    return tuple(texts), tuple(identifiers)


def _looks_like_one(column: pa.ChunkedArray) -> bool:
    """Whether most values are one word with a digit in it, as identifiers are."""
    texts = column.cast(pa.string()).drop_null()
    return bool(pc.mean(pc.match_substring_regex(texts, r"^\S*\d\S*$").cast(pa.int8())).as_py() > _ONE_WORD)
