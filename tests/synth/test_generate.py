import json
import shutil
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.synth import STAGES, Request, generate, load_rates
from athena.synth.files import folder_digests

SMALL = Request(people=500, years=1, seed=3)


def test_the_same_seed_gives_the_same_bytes_whatever_the_block(tmp_path: Path) -> None:
    first = generate(SMALL, tmp_path / "a", block=20_000)
    second = generate(SMALL, tmp_path / "b", block=37)
    assert first == second
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()


def test_another_seed_gives_other_bytes(tmp_path: Path) -> None:
    first = generate(SMALL, tmp_path / "a")
    second = generate(Request(500, 1, 4), tmp_path / "b")
    assert first["custody/custody.csv"] != second["custody/custody.csv"]
    assert first["truth/people.parquet"] != second["truth/people.parquet"]


def test_the_manifest_has_every_other_file_with_its_digest(northmere: Path) -> None:
    manifest = json.loads((northmere / "manifest.json").read_text(encoding="utf-8"))
    found = {path: one for path, one in folder_digests(northmere).items() if path != "manifest.json"}
    assert manifest["files"] == {path: {"bytes": one.size, "sha256": one.sha256} for path, one in found.items()}
    assert manifest["request"] == {"people": 4_000, "years": 1, "seed": 11}


def test_every_stage_is_told_once_in_order(tmp_path: Path) -> None:
    told: list[str] = []
    generate(SMALL, tmp_path / "a", stage=told.append)
    assert tuple(told) == STAGES


def test_a_folder_that_holds_anything_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not empty") as caught:
        generate(SMALL, tmp_path)
    assert caught.value.code == "synth.folder"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(Refused):
        generate(SMALL, tmp_path / "out")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert generate(SMALL, tmp_path / "out")


@pytest.mark.parametrize(
    ("people", "years", "seed"), [(10, 1, 1), (3_000_000, 1, 1), (500, 0, 1), (500, 11, 1), (500, 1, -1)]
)
def test_a_size_that_northmere_cannot_have_is_refused(people: int, years: int, seed: int) -> None:
    with pytest.raises(Refused) as caught:
        Request(people, years, seed)
    assert caught.value.code == "synth.size"


def test_rates_change_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rates.yaml"
    path.write_text("stops:\n  per_thousand: {value: 200, source: a test}\n", encoding="utf-8")
    generate(SMALL, tmp_path / "many", rates=load_rates(path))
    rows = (tmp_path / "many/stops/stop_search.csv").read_text(encoding="utf-8").count("\n") - 1
    assert 60 < rows < 150
    shutil.rmtree(tmp_path / "many")
