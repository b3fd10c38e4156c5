from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.dates import DateRule, from_dates, to_dates
from athena.ingest.mainframe.doubt import Doubt, flags
from athena.ingest.mainframe.refusal import LegacyRefusedError


def read(value: int, rule: str) -> tuple[date | None, str]:
    array, doubts = to_dates(np.array([value], np.int64), np.zeros(1, bool), flags(1), DateRule.parse(rule))
    return array.to_pylist()[0], Doubt(int(doubts[0])).name


@pytest.mark.parametrize(
    ("value", "rule", "day"),
    [
        (891231, "YYMMDD@1930", date(1989, 12, 31)), (291231, "YYMMDD@1930", date(2029, 12, 31)),
        (300101, "YYMMDD@1930", date(1930, 1, 1)), (311289, "DDMMYY@1930", date(1989, 12, 31)),
        (123189, "MMDDYY@1930", date(1989, 12, 31)), (89365, "YYDDD@1930", date(1989, 12, 31)),
        (1992366, "YYYYDDD", date(1992, 12, 31)), (19920229, "YYYYMMDD", date(1992, 2, 29)),
        (29021992, "DDMMYYYY", date(1992, 2, 29)), (920229, "CYYMMDD", date(1992, 2, 29)),
        (32872, "DAYS@1899-12-31", date(1989, 12, 31)), (1, "DAYS@1899-12-31", date(1900, 1, 1)),
        (1040229, "CYYMMDD", date(2004, 2, 29)), (104060, "CYYDDD", date(2004, 2, 29)),
    ],
)  # fmt: skip
def test_days(value: int, rule: str, day: date) -> None:
    assert read(value, rule) == (day, "NONE")


@pytest.mark.parametrize(
    ("value", "rule", "reason"),
    [
        (0, "YYMMDD@1930", "ZERO_DATE"), (999999, "YYMMDD@1930", "NINES_DATE"), (890230, "YYMMDD@1930", "BAD_DATE"),
        (890200, "YYMMDD@1930", "PARTIAL_DATE"), (890017, "YYMMDD@1930", "PARTIAL_DATE"),
        (891301, "YYMMDD@1930", "BAD_DATE"),
        (89366, "YYDDD@1930", "BAD_DATE"), (19910229, "YYYYMMDD", "BAD_DATE"), (1891231, "YYMMDD@1930", "BAD_DATE"),
        (99999999, "YYYYMMDD", "NINES_DATE"), (-891231, "YYMMDD@1930", "BAD_DATE"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_null_with_its_reason(value: int, rule: str, reason: str) -> None:
    assert read(value, rule) == (None, reason)


@pytest.mark.parametrize("rule", ["YYMMDD", "DDMMYY", "YYDDD", "YYQQ@1930", "YYMMDD@30", "MMYY@1930"])
def test_a_rule_that_leaves_the_century_to_guessing_is_refused(rule: str) -> None:
    with pytest.raises(LegacyRefusedError) as error:
        DateRule.parse(rule)
    assert error.value.code == "DATE_RULE"


@given(
    st.lists(st.integers(0, 36523), min_size=1),
    st.sampled_from(
        ["YYMMDD@1930", "DDMMYY@1930", "MMDDYY@1930", "YYDDD@1930", "YYYYMMDD", "DDMMYYYY", "YYYYDDD", "CYYMMDD"]
    ),
)
def test_every_day_of_a_window_comes_back(days: list[int], rule: str) -> None:
    wanted = [date(1930, 1, 1) + timedelta(days=number) for number in days]
    digits = from_dates(pa.array(wanted), DateRule.parse(rule))
    array, doubts = to_dates(digits, np.zeros(len(days), bool), flags(len(days)), DateRule.parse(rule))
    assert array.to_pylist() == wanted
    assert not doubts.any()
