"""Write the comparison into `docs/synth.md`: `python -m athena.synth.compare NORTHMERE DATA PAGE`.

NORTHMERE is a folder that `athena synth` wrote, DATA the folder of real public data, PAGE the page whose marked part is
replaced; pictures go beside it, into `synth/`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from athena.synth.comparison.northmere import RecordsPerPerson, northmere_figures, records_per_person
from athena.synth.comparison.page import comparison_text, put_between
from athena.synth.comparison.pictures import draw_comparison, draw_map
from athena.synth.comparison.real import real_figures
from athena.synth.generate import Request, generate
from athena.synth.layout import MANIFEST
from athena.synth.rates import load_rates
from athena.synth.world import make_world

_BESIDE = 20_000


def compare(northmere: Path, data: Path, page: Path, years_beside: Sequence[int] = (1, 2, 5, 10)) -> None:
    """Measure both, draw the pictures, and put the tables into the page. Real data missing: `FileNotFoundError`.

    Small Northmeres of `years_beside` are written and thrown away, to say how records of one person grow with years.
    """
    request = json.loads((northmere / MANIFEST).read_text(encoding="utf-8"))["request"]
    people, years, seed = (int(request[name]) for name in ("people", "years", "seed"))
    real, ours = real_figures(data), northmere_figures(northmere)
    pictures = page.parent / "synth"
    records = records_per_person(northmere)
    draw_comparison(pictures, real, ours, records)
    small = make_world(seed, min(people, 40_000), 1, load_rates(), lambda _stage: None)
    draw_map(pictures / "map.svg", small.land, small.streets)
    asked = f"`athena synth --people {people} --years {years} --seed {seed}`"
    text = comparison_text(asked, real, ours, records, {one: _records_over(one, seed) for one in years_beside})
    page.write_text(put_between(page.read_text(encoding="utf-8"), text), encoding="utf-8")


def _records_over(years: int, seed: int) -> RecordsPerPerson:
    with TemporaryDirectory() as folder:
        generate(Request(_BESIDE, years, seed), Path(folder) / "northmere")
        return records_per_person(Path(folder) / "northmere")


if __name__ == "__main__":
    _northmere, _data, _page = (Path(argument) for argument in sys.argv[1:4])
    compare(_northmere, _data, _page)
