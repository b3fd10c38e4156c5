from pathlib import Path

import pytest

from athena.synth.comparison.northmere import NAME, northmere_figures, records_per_person


def test_figures_of_an_export_are_those_that_the_rates_ask_for(northmere: Path) -> None:
    figures = northmere_figures(northmere)
    assert figures.crime_types[NAME]["anti_social_behaviour"] == pytest.approx(0.16, abs=0.06)
    assert figures.crime_types[NAME]["violence_and_sexual_offences"] == pytest.approx(0.33, abs=0.09)
    assert figures.burglary_week[NAME].sum() == pytest.approx(1)
    assert set(figures.call_grades[NAME]) == {"1", "2", "3", "4"}
    assert 7 <= int(figures.calls_by_hour[NAME].argmax()) <= 23


def test_records_per_person_have_a_heavy_tail(northmere: Path) -> None:
    found = records_per_person(northmere)
    assert found.mean > 1.2
    assert found.most > 5 * found.mean
    assert sum(found.people.values()) <= found.records
    assert found.nominals_per_person > 1
