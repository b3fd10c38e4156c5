import datetime as dt

import numpy as np

from athena.pole.values.pnc_id import PncId
from athena.synth.export import Export


def test_every_suspect_has_a_pnc_id_with_the_right_letter_and_a_serial_that_no_year_reached(desk: Export) -> None:
    suspects = np.unique(desk.crimes.suspect[desk.crimes.suspect >= 0]).astype(np.int64)
    texts = desk.pnc.texts(suspects)
    assert len(set(texts)) == len(texts)
    for text in texts:
        found = PncId.parse(text, today=dt.date(2025, 12, 31))
        assert found.serial >= 9_000_000
        assert found.year >= 1975
        assert found.short == text


def test_who_never_met_the_police_has_none(desk: Export) -> None:
    known = set(desk.crimes.suspect.tolist()) | set(desk.world.offenders.person.tolist())
    others = np.array([person for person in range(len(desk.world.people)) if person not in known])
    assert set(desk.pnc.texts(others)) == {""}
