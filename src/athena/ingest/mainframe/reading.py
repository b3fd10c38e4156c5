"""How the bytes of a field become a value: the choices a copybook does not record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from athena.ingest.mainframe.codepages import CodePage, code_page
from athena.ingest.mainframe.dates import DateRule
from athena.ingest.mainframe.layout import Sync, column_name
from athena.ingest.mainframe.text import Trim

FloatFormat = Literal["ibm", "ibm-little", "ieee", "ieee-little"]
National = Literal["utf-16-be", "utf-16-le"]


@dataclass(frozen=True)
class Reading:
    """Value options. Fields are named as in the copybook or by dotted path.

    `occurs`: `shift` puts what follows a variable table right after its last occurrence (COBOL), `max` gives every
    table its greatest size. `field_bytes` adds `<name>_raw` columns; `group_text` adds `<group>_text` columns;
    `fillers` keeps unnamed items. `native_little` reads COMP-5 as little-endian. `graphic` is the codec of PIC G;
    without one such fields stay bytes, because no common codec exists to assume. `national` is the codec of PIC N, by
    definition UTF-16 big-endian. `counts` says what a counter that is no number means: for the counter, or for one
    table it counts, how many occurrences each of its values stands for.
    """

    page: CodePage = field(default_factory=lambda: code_page("cp037"))
    trim: Trim = "right"
    floats: FloatFormat = "ibm"
    occurs: Literal["shift", "max"] = "shift"
    sync: Sync = "ibm"
    native_little: bool = False
    fillers: bool = False
    field_bytes: bool = False
    group_text: frozenset[str] = frozenset()
    field_pages: Mapping[str, CodePage] = field(default_factory=dict)
    dates: Mapping[str, DateRule] = field(default_factory=dict)
    graphic: CodePage | None = None
    national: National = "utf-16-be"
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def page_of(self, path: str, name: str) -> CodePage:
        """The code page of a field: its own, or the file's."""
        return _lookup(self.field_pages, path, name) or self.page

    def date_of(self, path: str, name: str) -> DateRule | None:
        """The date rule of a field, if it has one."""
        return _lookup(self.dates, path, name)

    def counts_of(self, table: str, counter: str) -> Mapping[str, int] | None:
        """What the values of a counter stand for in one table; both are paths. The table's own meaning comes first."""
        own = _lookup(self.counts, table, table.rsplit(".", 1)[-1])
        return own or _lookup(self.counts, counter, counter.rsplit(".", 1)[-1])

    def wants_text(self, path: str, name: str) -> bool:
        """Whether a group is also wanted as one string."""
        return any(column_name(wanted).upper() in (path.upper(), name.upper()) for wanted in self.group_text)


_T = TypeVar("_T")


def _lookup(table: Mapping[str, _T], path: str, name: str) -> _T | None:
    for key, value in table.items():
        if column_name(key).upper() in (path.upper(), name.upper()):
            return value
    return None
