import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from athena.synth.period import DAY, Period, as_dates, clock_text, date_text, day_number, month_of, to_utc, weekday_of

LONDON = ZoneInfo("Europe/London")


def test_a_period_ends_on_the_last_day_of_2025() -> None:
    period = Period(3)
    assert str(as_dates(period.first_day)) == "2023-01-01"
    assert str(as_dates(period.first_day + period.days - 1)) == "2025-12-31"
    assert period.days == 365 + 366 + 365
    assert period.year_of(np.array([0, period.first_day, period.first_day + 365, 10**6])).tolist() == [0, 0, 1, 2]


@given(st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2026, 12, 31)))
def test_utc_is_what_the_time_zone_database_says(wall: dt.datetime) -> None:
    seconds = int(wall.replace(microsecond=0, tzinfo=dt.UTC).timestamp())
    expected = int(wall.replace(microsecond=0, tzinfo=LONDON).astimezone(dt.UTC).timestamp())
    found = int(to_utc(np.array([seconds]))[0])
    there_and_back = wall.replace(tzinfo=LONDON).astimezone(dt.UTC).astimezone(LONDON)
    skipped = there_and_back.replace(tzinfo=None) != wall
    assert found == (expected - expected % 3600 if skipped else expected)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_dates_are_written_and_counted_as_the_calendar_has_them(day: dt.date) -> None:
    number = np.array([day_number(day)])
    assert date_text(number)[0] == day.strftime("%d/%m/%Y")
    assert weekday_of(number)[0] == day.weekday()
    assert month_of(number)[0] == day.month - 1


def test_times_are_written_to_the_second() -> None:
    assert clock_text(np.array([DAY + 3661])).tolist() == ["1970-01-02T01:01:01"]


@given(st.integers(1_400_000_000, 1_760_000_000), st.integers(0, 100_000))
def test_utc_keeps_the_order_of_times(wall: int, later: int) -> None:
    first, second = to_utc(np.array([wall, wall + later])).tolist()
    assert first <= second
