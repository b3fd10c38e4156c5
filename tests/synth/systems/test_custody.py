import csv
from pathlib import Path

import numpy as np

from athena.synth.export import Export
from athena.synth.systems.custody import arrests


def test_arrests_are_of_suspects_after_recording_and_in_order(desk: Export) -> None:
    crime, at = arrests(desk)
    assert len(crime) > 10
    assert (desk.crimes.suspect[crime] >= 0).all()
    assert (np.diff(at) >= 0).all()
    assert (at + 60 > desk.crimes.recorded[crime]).all()


def test_a_detention_runs_forward_and_ends_within_36_hours(northmere: Path) -> None:
    with (northmere / "custody/custody.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        arrested, arrived, released = (
            np.datetime64(row[name]) for name in ("arrested_at", "arrived_at", "released_at")
        )
        assert arrested < arrived < released
        assert released - arrived <= np.timedelta64(36, "h")
        assert row["pnc_id"]
        assert row["crime_number"].startswith("NM")
    years = {(row["custody_ref"][-2:], row["arrested_at"][2:4]) for row in rows}
    assert all(one == other for one, other in years)
