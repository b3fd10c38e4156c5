from pathlib import Path

from athena.synth.comparison.northmere import northmere_figures, records_per_person
from athena.synth.comparison.pictures import draw_comparison, draw_map
from athena.synth.world import World


def test_pictures_are_small_and_the_same_each_time(northmere: Path, world: World, tmp_path: Path) -> None:
    figures = northmere_figures(northmere)
    records = records_per_person(northmere)
    for name in ("a", "b"):
        names = draw_comparison(tmp_path / name, figures, figures, records)
        draw_map(tmp_path / name / "map.svg", world.land, world.streets)
    for file in (*names, "map.svg"):
        data = (tmp_path / "a" / file).read_bytes()
        assert data == (tmp_path / "b" / file).read_bytes()
        assert b"<svg" in data[:500]
        assert len(data) < 400_000
