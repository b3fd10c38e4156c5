"""Reading a force's own roster problem: YAML in the words of a resourcing desk.

Rules that a force takes from the Police Regulations 2003 and its own agreements are numbers in the file (rest between
shifts, nights in a row, days in a row, weekends); Athena holds to them and does not know the law better than the force.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from athena.deploy.roster_problem import Cover, RosterProblem, Shift, Wish, Worker, WorkerId
from athena.failures import Refused


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Shift(_Strict):
    start: time
    hours: float = Field(gt=0, le=24)
    most_in_a_row: int | None = Field(default=None, ge=1)


class _Rules(_Strict):
    rest_hours: float = 11.0
    days_in_a_row: int = Field(default=6, ge=1)
    least_days_in_a_row: int = Field(default=2, ge=1)
    least_days_off: int = Field(default=2, ge=1)
    weekends: int = Field(default=2, ge=0)


class _Person(_Strict):
    hours: tuple[float, float]
    skills: tuple[str, ...] = ()
    leave: tuple[date, ...] = ()
    most: dict[str, int] = Field(default_factory=dict)
    weekends: int | None = None


class _Cover(_Strict):
    shift: str
    needed: int = Field(ge=0)
    days: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    skill: str | None = None
    under: int = Field(default=100, ge=0)
    over: int = Field(default=1, ge=0)


class _Wish(_Strict):
    person: str
    date: date
    shift: str
    wanted: bool
    weight: int = Field(default=1, ge=1)


class _File(_Strict):
    starts: date
    days: int = Field(ge=7, le=84)
    shifts: dict[str, _Shift]
    rules: _Rules = _Rules()
    people: dict[str, _Person]
    cover: tuple[_Cover, ...]
    wishes: tuple[_Wish, ...] = ()


_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_roster(file: Path) -> RosterProblem:
    """The problem in a YAML file; refused with every field that is wrong, and where `starts` is not a Monday."""
    try:
        said = _File.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unreadable(file, str(error)) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:8])
        raise _unreadable(file, wrong) from error
    if said.starts.weekday() != 0:
        raise _unreadable(file, f"starts: {said.starts} is a {said.starts:%A}, and weekends are counted from a Monday")
    strange = sorted({day for cover in said.cover for day in cover.days} - set(_WEEK))
    if strange:
        raise _unreadable(file, f"cover.days: {', '.join(strange)}; say {', '.join(_WEEK)}")
    return RosterProblem(
        said.days,
        tuple(_shift(name, one, said) for name, one in said.shifts.items()),
        tuple(_worker(name, one, said) for name, one in said.people.items()),
        tuple(
            Cover(day, one.shift, one.needed, one.under, one.over, one.skill)
            for one in said.cover
            for day in range(said.days)
            if _WEEK[day % 7] in one.days
        ),
        tuple(
            Wish(WorkerId(one.person), (one.date - said.starts).days, one.shift, one.weight, one.wanted)
            for one in said.wishes
            if 0 <= (one.date - said.starts).days < said.days
        ),
    )


def _unreadable(file: Path, why: str) -> Refused:
    return Refused(
        "deploy.roster-unreadable",
        "a roster could not be read",
        str(file),
        why,
        "mend those fields as docs/deploy.md describes them; the resourcing desk can",
    )


def _shift(name: str, one: _Shift, said: _File) -> Shift:
    """A shift may not follow another the day after it, where less than the rest would lie between."""
    end = datetime.combine(date.min, one.start) + timedelta(hours=one.hours)
    barred = frozenset(
        after
        for after, other in said.shifts.items()
        if datetime.combine(date.min, other.start) + timedelta(days=1) - end < timedelta(hours=said.rules.rest_hours)
    )
    return Shift(name, round(one.hours * 60), barred, one.most_in_a_row)


def _worker(name: str, one: _Person, said: _File) -> Worker:
    rules = said.rules
    leave = frozenset((day - said.starts).days for day in one.leave if 0 <= (day - said.starts).days < said.days)
    return Worker(
        WorkerId(name),
        dict(one.most),
        round(one.hours[0] * 60),
        round(one.hours[1] * 60),
        rules.days_in_a_row,
        rules.least_days_in_a_row,
        rules.least_days_off,
        rules.weekends if one.weekends is None else one.weekends,
        leave,
        frozenset(one.skills),
    )
