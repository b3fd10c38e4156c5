import numpy as np

from athena.synth.calendar import day_weights, factors, occasions
from athena.synth.draws import Dice
from athena.synth.period import Period, as_dates, weekday_of
from athena.synth.rates import Rates


def test_bank_holidays_fall_where_the_rule_says() -> None:
    found = {str(as_dates(one.day)) for one in occasions(Dice(1), Period(2)) if one.name == "bank_holiday"}
    assert {"2024-05-06", "2024-05-27", "2024-08-26", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25"} <= found


def test_matches_are_on_saturdays_and_everything_is_within_the_period() -> None:
    period = Period(3)
    on = occasions(Dice(1), period)
    assert all(period.first_day <= one.day < period.first_day + period.days for one in on)
    matches = np.array([one.day for one in on if one.name == "football"])
    assert len(matches) > 30
    assert (weekday_of(matches) == 5).all()
    assert [one.day for one in on] == sorted(one.day for one in on)


def test_an_occasion_multiplies_its_day_alone(rates: Rates) -> None:
    period = Period(1)
    on = occasions(Dice(1), period)
    plain = day_weights(rates, period, (), np.ones(7))
    lively = day_weights(rates, period, on, np.ones(7))
    assert np.allclose(lively, plain * factors(rates, period, on))
    quiet = np.setdiff1d(np.arange(period.days), [one.day - period.first_day for one in on])
    assert (factors(rates, period, on)[quiet] == 1).all()
