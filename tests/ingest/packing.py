"""Archives as tests make them, and spoil them."""

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def patched(path: Path, change: Callable[[bytearray], None]) -> Path:
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)
    return path


def central(content: bytearray, number: int = 0) -> int:
    return [found.start() for found in re.finditer(rb"PK\x01\x02", bytes(content))][number]
