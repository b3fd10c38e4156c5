"""From a seed and a size to a folder of files: the world is made, then each system writes what it knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from athena.failures import Refused
from athena.synth.clerk import Clerk
from athena.synth.crimes import make_crimes
from athena.synth.export import Export
from athena.synth.files import FileDigest, folder_digests, write_json
from athena.synth.layout import MANIFEST
from athena.synth.rates import Rates, load_rates
from athena.synth.systems.anpr import write_anpr
from athena.synth.systems.boundaries import write_boundaries
from athena.synth.systems.crime_unload import write_crime_unload
from athena.synth.systems.custody import write_custody
from athena.synth.systems.gazetteer import write_gazetteer
from athena.synth.systems.incidents import write_incidents
from athena.synth.systems.intelligence import write_intelligence
from athena.synth.systems.keepers import write_keepers
from athena.synth.systems.officers import write_officers
from athena.synth.systems.stops import write_stops
from athena.synth.systems.telephone import write_telephone
from athena.synth.truth import Truth
from athena.synth.world import Stage, make_world
from athena.synth.world_truth import write_world_truth

BLOCK = 20_000
"""Rows worked on at a time; another number gives the same bytes."""

TRUTH = "truth"
_FEWEST, _MOST = 200, 2_000_000
_LONGEST = 10
_SYSTEMS: tuple[tuple[str, Callable[[Export], None]], ...] = (
    ("gazetteer", write_gazetteer),
    ("boundaries", write_boundaries),
    ("officers", write_officers),
    ("crime unload", write_crime_unload),
    ("custody", write_custody),
    ("stop and search", write_stops),
    ("incidents", write_incidents),
    ("vehicle keepers", write_keepers),
    ("number-plate reads", write_anpr),
    ("intelligence", write_intelligence),
    ("telephone records", write_telephone),
    ("truth", write_world_truth),
)
STAGES = ("land and streets", "people and homes", "offenders, telephones, vehicles", "what happens", "crimes", *(
    name for name, _ in _SYSTEMS
), "manifest")  # fmt: skip
"""The names of the stages, in order, as `generate` tells them."""


@dataclass(frozen=True)
class Request:
    """What to make: how many people, over how many years, from which seed."""

    people: int
    years: int
    seed: int

    def __post_init__(self) -> None:
        """Refuse sizes that Northmere cannot have (`synth.size`)."""
        if not _FEWEST <= self.people <= _MOST:
            raise _size(f"{self.people} people", f"Northmere has {_FEWEST:,} to {_MOST:,} people")
        if not 1 <= self.years <= _LONGEST:
            raise _size(f"{self.years} years", f"Northmere has one to {_LONGEST} years")
        if self.seed < 0:
            raise _size(f"seed {self.seed}", "a seed is a whole number from 0")


def generate(
    request: Request, folder: Path, *, rates: Rates | None = None, stage: Stage = lambda _name: None, block: int = BLOCK
) -> dict[str, FileDigest]:
    """Write Northmere into `folder` and return the digest of every file but the manifest, by relative path.

    The same request and rates give the same bytes, whatever `block` is, with the same versions of NumPy, PyArrow and
    Faker. `stage` is told each of `STAGES` as it begins. Raises `Refused` (`synth.folder`) when the folder exists and
    holds anything: what is there is never overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            "synth.folder",
            "Northmere was not written",
            str(folder),
            "it exists and is not empty, and nothing is overwritten",
            "Name another folder, or remove that one yourself.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    world = make_world(request.seed, request.people, request.years, rates or load_rates(), stage)
    stage("crimes")
    truth = Truth(folder / TRUTH, world.dice)
    export = Export(world, make_crimes(world), Clerk(world), truth, folder, block)
    for name, write in _SYSTEMS:
        stage(name)
        write(export)
    truth.close()
    stage("manifest")
    return _write_manifest(request, folder)


def _write_manifest(request: Request, folder: Path) -> dict[str, FileDigest]:
    digests = dict(folder_digests(folder))
    files = {path: {"bytes": one.size, "sha256": one.sha256} for path, one in digests.items()}
    asked = {"people": request.people, "years": request.years, "seed": request.seed}
    write_json(folder / MANIFEST, {"force": "Northmere Police (fictional)", "request": asked, "files": files})
    return digests


def _size(what: str, why: str) -> Refused:
    return Refused("synth.size", f"{what}: not made", "the request", why, "Ask for another size.")
