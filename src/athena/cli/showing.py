"""How the command line shows things: tables that stay readable in a narrow terminal, and plain JSON."""

import json
import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

# A pipe or a file has no width of its own, and eighty columns would cut file names to pieces.
_WIDE = None if sys.stdout.isatty() else 160
console = Console(highlight=False, width=_WIDE)
errors = Console(stderr=True, highlight=False)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> None:
    """Print a table; the columns named in `numbers` are set to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def show_json(value: object) -> None:
    """Print one JSON value on one line; dates and times as ISO 8601, bytes as text."""
    print(json.dumps(value, default=_plain, ensure_ascii=False))


def thousands(number: int | None) -> str:
    """Write a count with separators, and a count that is not known as a dash."""
    return "-" if number is None else f"{number:,}"


def _plain(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
