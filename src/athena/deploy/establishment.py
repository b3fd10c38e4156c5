"""A force's officers as stock and flow: who there is by rank and service, and the rates at which they join and leave.

Numbers of officers, never one officer: no rate is about a person, and none depends on a protected characteristic.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from athena.deploy.beats import Floats, Integers
from athena.failures import Refused

YEARS = 41
"""Completed years of service that are told apart, 0 to 40; who has more counts as 40."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Promotion(_Strict):
    """Officers of `rank` with at least `years` are promoted to `to` whenever it is below `keep`."""

    rank: str
    to: str
    keep: int = Field(ge=0)
    years: int = Field(default=3, ge=0, lt=YEARS)


class Target(_Strict):
    """`deployable` officers in the month `by`, with a chance of at least `sure`."""

    deployable: int = Field(gt=0)
    by: date
    sure: float = Field(default=0.8, gt=0, lt=1)


class Establishment(_Strict):
    """A scenario of officer numbers.

    `strength`: officers by rank and completed years ("4", "5-9", "30-"), spread evenly over a band. `leaving`: the
    chance of leaving within a year, by completed years; the same for every rank. `recruits`: a month, at the lowest
    rank, of which `finish` finish training. `training`: months not deployable; until `probation` months a half of
    each counts. `abstracted`: the share away at any time. `uncertain`: how far the leaving rates may be off (the
    standard deviation of their logarithm). Costs are pounds: one recruit, and an officer of a rank for a year.
    """

    starts: date
    ends: date
    ranks: tuple[str, ...] = Field(min_length=1)
    strength: dict[str, dict[str, int]]
    leaving: dict[str, float]
    recruits: int = Field(ge=0)
    finish: float = Field(default=1.0, gt=0, le=1)
    training: int = Field(default=6, ge=0)
    probation: int = Field(default=24, ge=0)
    abstracted: float = Field(default=0.0, ge=0, lt=1)
    promotions: tuple[Promotion, ...] = ()
    uncertain: float = Field(default=0.1, ge=0)
    recruit_cost: int = Field(default=0, ge=0)
    officer_cost: dict[str, int] = Field(default_factory=dict)
    target: Target | None = None
    method: Literal["stock-flow"] = "stock-flow"

    @property
    def months(self) -> int:
        """How many months the scenario runs."""
        return (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month

    def opening(self) -> Integers:
        """(ranks, years): officers there are at the start; a band's remainder goes to its first years."""
        laid = np.zeros((len(self.ranks), YEARS), np.int64)
        for rank, bands in self.strength.items():
            for band, count in bands.items():
                years = _years(band)
                share, rest = divmod(count, len(years))
                for place, year in enumerate(years):
                    laid[self.ranks.index(rank), year] += share + (place < rest)
        return laid

    def hazard(self) -> Floats:
        """(years,): the chance of leaving within a year."""
        found = np.zeros(YEARS)
        for band, chance in self.leaving.items():
            found[list(_years(band))] = chance
        return found


def read_establishment(file: Path) -> Establishment:
    """The scenario in a YAML file; refused with every field that is wrong, a rank unknown, or a year without a rate."""
    try:
        said = Establishment.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        wrong = _wrong(said)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unreadable(file, str(error)) from error
    except ValidationError as error:
        raise _unreadable(
            file, "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:8])
        ) from error
    except ValueError as error:
        raise _unreadable(file, str(error)) from error
    if wrong:
        raise _unreadable(file, "; ".join(wrong))
    return said


def _wrong(said: Establishment) -> list[str]:
    named = {
        *said.strength,
        *said.officer_cost,
        *(one.rank for one in said.promotions),
        *(p.to for p in said.promotions),
    }
    wrong = [f"rank {rank!r} is not among ranks" for rank in sorted(named - set(said.ranks))]
    covered = {year for band in said.leaving for year in _years(band)}
    if len(covered) < YEARS:
        wrong.append(f"leaving: no rate for {sorted(set(range(YEARS)) - covered)[0]} completed years")
    wrong += [f"leaving.{band}: {one} is not a chance" for band, one in said.leaving.items() if not 0 <= one <= 1]
    for bands in said.strength.values():
        wrong += [f"strength: {count} officers" for band, count in bands.items() if count < 0 or not _years(band)]
    if said.months < 1:
        wrong.append("ends: it must lie after starts")
    if said.target is not None and not said.starts < said.target.by <= said.ends:
        wrong.append("target.by: it must lie between starts and ends")
    return wrong


def _years(band: str) -> range:
    """The completed years of a band: "4", "5-9", or "30-" for that and more."""
    first, dash, last = band.partition("-")
    try:
        low = int(first)
        high = YEARS - 1 if dash and not last else int(last) if dash else low
    except ValueError:
        raise ValueError(f"{band!r} is not a band of years such as 4, 5-9 or 30-") from None
    if not 0 <= low <= high < YEARS:
        raise ValueError(f"{band!r} is not within 0 to {YEARS - 1} years")
    return range(low, high + 1)


def _unreadable(file: Path, why: str) -> Refused:
    return Refused(
        "deploy.officers-unreadable",
        "a scenario of officer numbers could not be read",
        str(file),
        why,
        "mend those fields as docs/deploy.md describes them; the workforce planner can",
    )
