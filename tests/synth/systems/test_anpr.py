from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from athena.synth.systems.anpr import camera_name, misread


def test_reads_are_in_order_of_time_and_numbered_in_none(northmere: Path) -> None:
    reads = pq.read_table(northmere / "anpr/reads.parquet")
    times = reads["read_at"].cast(pa.int64()).to_numpy()
    assert (np.diff(times) >= -999).all()  # in order to the second; milliseconds are the cameras' own
    ids = reads["read_id"].to_numpy()
    assert len(np.unique(ids)) == len(ids)
    assert 0.3 < (np.diff(ids) > 0).mean() < 1


def test_truth_tells_true_marks_and_a_few_reads_are_wrong(northmere: Path) -> None:
    reads, truth = pq.read_table(northmere / "anpr/reads.parquet"), pq.read_table(northmere / "truth/anpr.parquet")
    assert reads["read_id"].equals(truth["read_id"])
    wrong = pc.not_equal(reads["vrm"], truth["vrm"]).to_numpy(zero_copy_only=False)
    assert 0.005 < wrong.mean() < 0.05
    confidence = reads["confidence"].to_numpy()
    assert confidence[wrong].mean() < confidence[~wrong].mean()
    assert 0 <= confidence.min() <= confidence.max() <= 100


def test_a_clone_and_the_vehicle_it_copies_are_both_seen(northmere: Path) -> None:
    truth = pq.read_table(northmere / "truth/anpr.parquet")
    clones = set(truth.filter(truth["clone"])["vrm"].to_pylist())
    real = set(truth.filter(pc.invert(truth["clone"]))["vrm"].to_pylist())
    assert clones
    assert clones & real


def test_a_misread_is_a_confusion_of_machines() -> None:
    assert misread(["AB12CDE", "JK10OOO"], [False, True]) == ["AB12CDE", "JK10OO0"]
    assert misread(["TT66ZRF"], [True]) == ["TT66ZR"]


def test_cameras_are_listed(northmere: Path) -> None:
    listed = (northmere / "anpr/cameras.csv").read_text(encoding="utf-8")
    for camera in pq.read_table(northmere / "anpr/reads.parquet")["camera"].unique().to_pylist():
        assert camera in listed
    assert camera_name(0) == "NMC0001"
