"""What most tests of this room need: decode a few bytes under a few lines of copybook."""

from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.options import ReadOptions
from athena.ingest.mainframe.reader import LegacyReader

Rows = list[dict[str, object]]
Decode = Callable[..., Rows]


@pytest.fixture
def decode(tmp_path: Path) -> Decode:
    """Rows of some bytes under a free-form copybook; every byte must be accounted for."""

    def run(copybook: str, data: bytes, options: ReadOptions | None = None) -> Rows:
        path = tmp_path / "data.bin"
        path.write_bytes(data)
        reader = LegacyReader(parse_copybook(copybook, form="free"), options or ReadOptions())
        rows: Rows = reader.table([path]).to_pylist()
        assert [account.balance for account in reader.accounts] == [0] * len(reader.accounts)
        return rows

    return run
