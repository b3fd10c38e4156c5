"""What a `migration.toml` may say; a word that it does not know is refused, not passed over."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from athena.failures import Refused
from athena.ingest.migration.stated_reader import Reader

SETTINGS = "migration.toml"
T = TypeVar("T")


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Stated):
    """Which migration it is: `name` is part of every source's name and never changes once records are loaded."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    title: str = Field(min_length=1)
    copybooks: tuple[str, ...] = Field(min_length=1)
    mapping: str = "mapping.py"


class Scope(_Stated):
    """Whose records of which months the files hold. `parts` names the slot of each file by a pattern of its name."""

    area: str
    first: date
    last: date
    parts: Mapping[str, str] = {}


class Doubts(_Stated):
    """Which doubts of the reader are no reason to reject: `REASON`, or `FIELD:REASON` for one field only."""

    accept: tuple[str, ...] = ()


class Control(_Stated):
    """What the old system printed of one file: records by record type (`all` for every one), sums by field."""

    records: Mapping[str, int] = {}
    sums: Mapping[str, Decimal] = {}


class ProofOptions(_Stated):
    """What the proof covers beyond the rule: fields to hash-total by name, and records to compare whole."""

    hash: tuple[str, ...] = ()
    sample: int = Field(default=1000, ge=1)


class Grid(_Stated):
    """The fields that say where on the National Grid, for a mapping that wants `_longitude` and `_latitude`."""

    easting: str
    northing: str


class Settings(_Stated):
    """A whole `migration.toml`. `left_out` names each field that is not carried, with the reason."""

    migration: Named
    slot: Scope
    reader: Reader
    grid: Grid | None = None
    doubts: Doubts = Doubts()
    left_out: Mapping[str, str] = {}
    proof: ProofOptions = ProofOptions()
    control: Mapping[str, Control] = {}

    def control_of(self, file: str) -> Control | None:
        """The control totals of a file, by the first pattern that its name fits; nothing where none was printed."""
        return _first(self.control, file)

    def part_of(self, file: str) -> str | None:
        """The part of the old system's holdings that a file restates, by its name; nothing if no pattern fits."""
        return _first(self.slot.parts, file) if self.slot.parts else "whole"


def read_settings(folder: Path) -> Settings:
    """Read the settings of a migration folder; what is missing or not understood is refused with its place."""
    file = folder / SETTINGS
    try:
        return Settings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise Refused(
            "migration.no-settings",
            "This is not a migration folder",
            str(folder),
            f"It has no {SETTINGS}",
            "Name the folder that holds it; docs/migrate.md shows how one is written",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unusable(file, str(error)) from error
    except ValidationError as error:
        raise _unusable(file, "; ".join(_words(error.errors()))) from error


def _words(errors: Sequence[object]) -> list[str]:
    return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors if isinstance(one, dict)]


def _unusable(file: Path, why: str) -> Refused:
    return Refused(
        "migration.settings",
        "The settings of a migration cannot be used",
        str(file),
        why,
        "A data engineer: correct the file (docs/migrate.md lists what it may say)",
    )


def _first(patterns: Mapping[str, T], file: str) -> T | None:
    name = PurePath(file).name
    return next((found for pattern, found in patterns.items() if fnmatchcase(name, pattern)), None)
