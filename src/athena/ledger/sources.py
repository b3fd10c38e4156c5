"""Where a verifier reads a log from: a folder, or the same files over HTTP.

A source is never trusted; what it returns is checked against signatures and hashes.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from athena.ledger.failures import Refused, TryAgain

_MAX_HTTP_BYTES = 64 << 20
_TIMEOUT_SECONDS = 30.0


class Source(Protocol):
    """Reads a log's files by their path inside it.

    `read` returns None where there is no such file, and raises `TryAgain` where that cannot be known. `listing` returns
    every path below a folder in sorted order, or None where a source cannot list.
    """

    @property
    def name(self) -> str:
        """The source as a person would type it."""

    def read(self, path: str) -> bytes | None:
        """The file's bytes."""

    def listing(self, folder: str) -> list[str] | None:
        """All files below `folder`."""

    def close(self) -> None:
        """Let go of connections; the source may be read again."""


@dataclass(frozen=True)
class FolderSource:
    """A log's folder, or any copy of its public part."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    def read(self, path: str) -> bytes | None:
        """The file's bytes, or None."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def listing(self, folder: str) -> list[str] | None:
        """All files below `folder`; empty where there is no such folder."""
        found = []
        for where, _, names in os.walk(self.folder / folder):
            found += [(Path(where) / name).relative_to(self.folder).as_posix() for name in names]
        return sorted(found)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class HttpSource:
    """A log served over HTTP as plain files; keeps one connection open. Not safe for two threads at once."""

    url: str
    _open: list[HTTPConnection] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        """The URL."""
        return self.url

    def read(self, path: str) -> bytes | None:
        """GET the file; 404 and 410 mean that there is none, any other answer raises `TryAgain`."""
        parts = urlsplit(self.url)
        target = f"{parts.path.rstrip('/')}/{quote(path)}"
        try:
            return self._get(target)
        except (OSError, HTTPException):
            # A kept connection may have been closed by the other side; one fresh attempt tells.
            self.close()
        try:
            return self._get(target)
        except (OSError, HTTPException) as error:
            self.close()
            raise self._unreachable(target, f"{type(error).__name__}: {error}") from error

    def listing(self, folder: str) -> list[str] | None:  # noqa: ARG002 - the protocol's own parameter
        """HTTP has no listing."""
        return None

    def close(self) -> None:
        """Close the kept connection, if any."""
        while self._open:
            self._open.pop().close()

    def _get(self, target: str) -> bytes | None:
        if not self._open:
            self._open.append(connect(self.url))
        connection = self._open[0]
        connection.request("GET", target, headers={"User-Agent": "athena-ledger"})
        response = connection.getresponse()
        data = response.read(_MAX_HTTP_BYTES + 1)
        if response.status in (404, 410):
            return None
        if response.status != 200 or len(data) > _MAX_HTTP_BYTES:
            raise self._unreachable(target, f"HTTP status {response.status}, {len(data)} bytes")
        return data

    def _unreachable(self, target: str, why: str) -> TryAgain:
        self.close()
        return TryAgain("source-unreachable", f"Could not read {target}", self.url, why, "Try again, or use a copy.")


def demand(source: Source) -> Callable[[str], bytes]:
    """A reader of files that must be there: refuses with `file-missing` what `source` does not have."""

    def read(path: str) -> bytes:
        data = source.read(path)
        if data is None:
            why = "the checkpoint names it"
            raise Refused("file-missing", "A file is not there", path, why, "Run `athena ledger verify` on the log.")
        return data

    return read


def connect(url: str) -> HTTPConnection:
    """A connection to the host of an http or https URL; refuses any other scheme."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("url", "Not a web address", url, "only http and https are spoken", "Give a folder or a URL.")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname, parts.port, timeout=_TIMEOUT_SECONDS)


def source_at(place: str) -> Source:
    """The folder or URL a person typed; refuses with `no-source` where there is neither."""
    if "://" in place:
        connect(place).close()
        return HttpSource(place.rstrip("/"))
    folder = Path(place)
    if not folder.is_dir():
        raise Refused("no-source", "No log to read", place, "there is no such folder", "Give a log's folder or URL.")
    return FolderSource(folder)
