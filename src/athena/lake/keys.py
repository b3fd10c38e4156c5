"""Keys of a workspace: random, one a purpose, in files that only their owner may read."""

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from athena.failures import Refused
from athena.lake.durable import write_atomically

KEY_BYTES = 32
_LONGEST = 64


@dataclass(frozen=True)
class KeyRing:
    """The folder of a workspace's keys.

    A key is 32 random bytes in base64 with a newline. A key file that others may read is refused, not
    repaired: whoever loosened it must know that the key may have been seen.
    """

    folder: Path

    def create(self, purpose: str) -> None:
        """Make a new random key for `purpose`; an existing one is refused, for what it sealed would be lost."""
        path = self._path(purpose)
        if path.exists():
            raise Refused(
                "key-exists",
                f"There is already a key for {purpose}",
                str(path),
                "Replacing a key makes everything it sealed unreadable",
                "Keep it; whoever runs the workspace can make a new workspace",
            )
        write_atomically(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")

    def read(self, purpose: str) -> bytes:
        """Give the 32 bytes of the key for `purpose`; a missing, loose or damaged file is refused."""
        path = self._path(purpose)
        try:
            with path.open("rb") as file:
                loose = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
                content = file.read(_LONGEST + 1)
        except FileNotFoundError:
            raise self._unusable(path, "it is missing", "Restore it from the key backup") from None
        except PermissionError:
            raise self._unusable(path, "this user may not read it", "Run as the user who owns the workspace") from None
        if loose:
            raise self._unusable(
                path,
                "others than its owner may use it",
                f"Find out who could have read it, then run: chmod 600 {path}",
            )
        try:
            key = base64.b64decode(content.removesuffix(b"\n"), validate=True)
        except binascii.Error:
            raise self._unusable(path, "it is not base64", "Restore it from the key backup") from None
        if len(key) != KEY_BYTES:
            raise self._unusable(path, f"it holds {len(key)} bytes, not {KEY_BYTES}", "Restore it from the key backup")
        return key

    def _path(self, purpose: str) -> Path:
        return self.folder / f"{purpose}.key"

    @staticmethod
    def _unusable(path: Path, why: str, remedy: str) -> Refused:
        return Refused("key-unusable", "A key of the workspace cannot be used", str(path), why, remedy)
