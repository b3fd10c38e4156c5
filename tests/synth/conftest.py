"""One small Northmere for all tests of the room: 4,000 people, one year, seed 11."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from athena.synth import Rates, Request, generate, load_rates
from athena.synth.clerk import Clerk
from athena.synth.crimes import Crimes, make_crimes
from athena.synth.export import Export
from athena.synth.truth import Truth
from athena.synth.world import World, make_world

SEED, PEOPLE, YEARS = 11, 4_000, 1


@pytest.fixture(scope="session")
def rates() -> Rates:
    return load_rates()


@pytest.fixture(scope="session")
def world(rates: Rates) -> World:
    return make_world(SEED, PEOPLE, YEARS, rates, lambda _stage: None)


@pytest.fixture(scope="session")
def crimes(world: World) -> Crimes:
    return make_crimes(world)


@pytest.fixture(scope="session")
def northmere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "northmere"
    generate(Request(PEOPLE, YEARS, SEED), folder)
    return folder


@pytest.fixture
def desk(world: World, crimes: Crimes, tmp_path: Path) -> Iterator[Export]:
    truth = Truth(tmp_path / "truth", world.dice)
    yield Export(world, crimes, Clerk(world), truth, tmp_path / "out", 500)
    truth.close()
