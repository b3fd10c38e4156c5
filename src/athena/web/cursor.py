"""Cursors: where the next page of one question begins, in one state of the records."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping

from athena.web.failing import BadRequest

_MOST = 200


def cursor(question: Mapping[str, object], snapshot: int, offset: int) -> str:
    """The cursor of the page of `question` that begins at `offset`."""
    said = json.dumps([_mark(question), snapshot, offset], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def offset_of(text: str | None, question: Mapping[str, object], snapshot: int) -> int:
    """Where the page that `text` names begins; 0 for none.

    Refused with `web.cursor` for what is no cursor of this question, and with `web.cursor-stale` where the records
    have changed since: pages of two states would skip some and repeat others.
    """
    if text is None:
        return 0
    mark, at, offset = _parsed(text)
    if mark != _mark(question):
        raise BadRequest(
            "cursor", "This is no cursor of this question", text[:_MOST], "a cursor goes with its own question",
            "Send the cursor with the same parameters, or none",
        )  # fmt: skip
    if at != snapshot:
        raise BadRequest(
            "cursor-stale", "The records have changed since the first page", f"snapshot {at}, now {snapshot}",
            "pages of two states would skip some and repeat others", "Ask again from the first page",
        )  # fmt: skip
    return offset


def _parsed(text: str) -> tuple[str, int, int]:
    try:
        mark, at, offset = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(mark, str) and isinstance(at, int) and isinstance(offset, int) and offset >= 0:
            return mark, at, offset
    except (ValueError, TypeError, binascii.Error):
        pass
    raise BadRequest(
        "cursor", "This is no cursor", text[:_MOST], "it is not what the API gave as `next`", "Send it as it came"
    )


def _mark(question: Mapping[str, object]) -> str:
    said = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
