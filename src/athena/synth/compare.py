"""Write the comparison into `docs/synth.md`: `python -m athena.synth.compare NORTHMERE DATA PAGE`.

NORTHMERE is a folder that `athena synth` wrote, DATA the folder of real public data, PAGE the page whose marked part is
replaced; pictures go beside it, into `synth/`.
"""

import json
import sys
from pathlib import Path

from athena.synth.comparison.northmere import northmere_figures, records_per_person
from athena.synth.comparison.page import comparison_text, put_between
from athena.synth.comparison.pictures import draw_comparison, draw_map
from athena.synth.comparison.real import real_figures
from athena.synth.layout import MANIFEST
from athena.synth.rates import load_rates
from athena.synth.world import make_world


def compare(northmere: Path, data: Path, page: Path) -> None:
    """Measure both, draw the pictures, and put the tables into the page. Real data missing: `FileNotFoundError`."""
    request = json.loads((northmere / MANIFEST).read_text(encoding="utf-8"))["request"]
    people, years, seed = (int(request[name]) for name in ("people", "years", "seed"))
    real, ours = real_figures(data), northmere_figures(northmere)
    pictures = page.parent / "synth"
    draw_comparison(pictures, real, ours)
    small = make_world(seed, min(people, 40_000), 1, load_rates(), lambda _stage: None)
    draw_map(pictures / "map.svg", small.land, small.streets)
    asked = f"`athena synth --people {people} --years {years} --seed {seed}`"
    text = comparison_text(asked, real, ours, records_per_person(northmere))
    page.write_text(put_between(page.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    compare(*(Path(argument) for argument in sys.argv[1:4]))
