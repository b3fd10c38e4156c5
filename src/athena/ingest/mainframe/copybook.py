"""A copybook read: its records, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from athena.ingest.mainframe.clauses import parse_entries
from athena.ingest.mainframe.copying import read_tokens
from athena.ingest.mainframe.layout import Layout, Sync, lay_out
from athena.ingest.mainframe.lexer import Token, tokenise
from athena.ingest.mainframe.reference_format import Form, read_source
from athena.ingest.mainframe.refusal import LegacyRefusedError, Place
from athena.ingest.mainframe.tree import Item, build_records


@dataclass(frozen=True)
class Copybook:
    """The records a copybook describes, in its order."""

    records: tuple[Item, ...]

    def layouts(self, *, sync: Sync = "ibm", shift: bool = True) -> tuple[Layout, ...]:
        """Every record laid out under these rules."""
        return tuple(lay_out(record, sync=sync, shift=shift) for record in self.records)

    def without(self, *names: str) -> "Copybook":
        """The copybook without some records. Raises `LegacyRefusedError` UNKNOWN_RECORD for a name it does not have."""
        left_out = [self._record(name) for name in names]
        return Copybook(tuple(record for record in self.records if record not in left_out))

    def layout(self, name: str, *, sync: Sync = "ibm", shift: bool = True) -> Layout:
        """The layout of one record. Raises as `without` does."""
        return lay_out(self._record(name), sync=sync, shift=shift)

    def _record(self, name: str) -> Item:
        for record in self.records:
            if record.name.replace("_", "-") == name.upper().replace("_", "-"):
                return record
        raise LegacyRefusedError(
            "UNKNOWN_RECORD",
            f"the copybook has no 01 record called '{name}'",
            where=name,
            remedy=f"Name one of {', '.join(record.name for record in self.records)}.",
        )


def parse_copybook(text: str, *, form: Form = "auto", decimal_comma: bool = False) -> Copybook:
    """Parse the text of a copybook. Raises `CopybookError` with line, column and what was expected.

    COPY statements need a folder and are refused here; use `load_copybook`.
    """
    return _build(list(tokenise(read_source(text, form=form))), decimal_comma)


def load_copybook(
    *paths: Path, form: Form = "auto", decimal_comma: bool = False, replacing: Mapping[str, str] | None = None
) -> Copybook:
    """Parse one or more copybook files, COPY expanded within their folders; their records follow each other."""
    records: list[Item] = []
    for path in paths:
        records.extend(_build(read_tokens(path, form=form, replacing=replacing), decimal_comma).records)
    return Copybook(tuple(records))


def _build(tokens: list[Token], decimal_comma: bool) -> Copybook:
    end = tokens[-1].place if tokens else Place(1, 1)
    return Copybook(build_records(parse_entries(tokens, end=end, decimal_comma=decimal_comma)))
