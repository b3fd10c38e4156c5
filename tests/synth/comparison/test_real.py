from pathlib import Path

import pytest

from athena.synth.comparison.figures import Figures
from athena.synth.comparison.real import real_figures

DATA = Path(__file__).resolve().parents[4] / "shared/data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared public data is not on this machine")


@pytest.fixture(scope="module")
def real() -> Figures:
    return real_figures(DATA)


def test_disorder_is_a_sixth_of_bedfordshire(real: Figures) -> None:
    """Counted independently, with pandas, when the rates were set: 16.14 %."""
    assert real.crime_types["Bedfordshire 2023-25"]["anti_social_behaviour"] == pytest.approx(0.1614, abs=0.0001)


def test_seven_in_ten_searches_end_in_no_further_action(real: Figures) -> None:
    assert real.stop_outcomes["Metropolitan 2022-24"]["A no further action disposal"] == pytest.approx(
        0.7048, abs=0.001
    )


def test_chicago_has_near_repeats(real: Figures) -> None:
    ratio = real.knox["Chicago burglary 2016"].ratio
    assert ratio[0, 0] > 5
    assert 1.6 < ratio[1, 0] < 1.9


def test_every_week_sums_to_one(real: Figures) -> None:
    for week in (*real.burglary_week.values(), *real.calls_by_hour.values()):
        assert week.sum() == pytest.approx(1)
