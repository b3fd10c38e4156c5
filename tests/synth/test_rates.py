from collections.abc import Mapping
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.synth import Request, generate
from athena.synth.rates import Rate, Rates, load_rates


def test_every_rate_names_its_source(rates: Rates) -> None:
    assert len(rates.rates) > 100
    assert all(source.strip() for source in rates.sources.values())


def test_a_file_lays_its_own_rates_over_ours(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("crime:\n  burglary: {value: 9, source: our own count}\n", encoding="utf-8")
    mine, ours = load_rates(path), load_rates()
    assert mine.number("crime.burglary") == 9
    assert mine.sources["crime.burglary"] == "our own count"
    assert mine.number("crime.robbery") == ours.number("crime.robbery")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("crime: [", "YAML"),
        ("crime:\n  burgling: {value: 1, source: x}", "no rate"),
        ("crime:\n  burglary: {value: [1, 2], source: x}", "shape"),
        ("crime:\n  burglary: {value: 1}", "source"),
        ("crime:\n  burglary: {value: many, source: x}", "not a number"),
        ("crime:\n  burglary: {value: -1, source: x}", "not a number"),
        ("crime: 3", "neither"),
        ("[]", "neither"),
    ],
)
def test_a_file_of_rates_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=why) as caught:
        load_rates(path)
    assert caught.value.code == "synth.rates"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_rates(tmp_path / "none.yaml")


def test_a_rate_is_read_as_what_it_is(rates: Rates) -> None:
    assert len(rates.curve("process.season")) == 12
    assert rates.mix("people.ethnicity")[0][0] == "W1"
    for wrong in (
        lambda: rates.number("process.season"),
        lambda: rates.curve("crime.burglary"),
        lambda: rates.mix("crime.burglary"),
    ):
        with pytest.raises(TypeError):
            wrong()


def test_hour_curves_have_24_values_and_week_curves_seven(rates: Rates) -> None:
    for name in rates.rates:
        if name.startswith("process.hour."):
            assert len(rates.curve(name)) == 24
        if name.startswith("process.weekday."):
            assert len(rates.curve(name)) == 7


class Watched(dict[str, Rate]):
    """Rates that remember which of them were asked for."""

    def __init__(self, rates: Mapping[str, Rate]) -> None:
        super().__init__(rates)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Rate:
        self.asked.add(name)
        return super().__getitem__(name)


def test_every_rate_decides_something(tmp_path: Path) -> None:
    watched = Watched(load_rates().rates)
    generate(Request(people=400, years=1, seed=3), tmp_path / "northmere", rates=Rates(watched))
    assert set(watched) - watched.asked == set()
