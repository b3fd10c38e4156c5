from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from athena.access.state.models import moment_text


def test_a_moment_has_one_spelling_in_utc_to_the_millisecond() -> None:
    london = timezone(timedelta(hours=1))
    assert moment_text(datetime(2026, 7, 1, 13, 0, 0, 123456, london)) == "2026-07-01T12:00:00.123Z"
    assert moment_text(datetime(2026, 7, 1, 12, tzinfo=UTC)) < moment_text(datetime(2026, 7, 1, 12, 0, 1, tzinfo=UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment_text(datetime(2026, 7, 1))
