"""What the server of child processes does once, before it makes any: DuckDB checks its extensions' signatures.

Every child would spend a third of a second on it. One thread, and closed again: nothing but loaded code is inherited.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from athena.lake.connection import Limits, connect
from athena.lake.extensions import FOR_LAKE

with TemporaryDirectory() as folder:
    connect(Path(folder), "SELECT 1", Limits(threads=1), FOR_LAKE).close()
