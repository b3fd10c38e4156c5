"""Reading a roster problem from the text of the public shift-scheduling benchmarks (schedulingbenchmarks.org)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from athena.deploy.roster_problem import Cover, RosterProblem, Shift, Wish, Worker, WorkerId
from athena.failures import Refused


def read_benchmark(file: Path) -> RosterProblem:
    """The problem in one file, its sections in any order; refused where a section is missing or a line has no sense."""
    sections = _sections(file)
    try:
        return RosterProblem(
            int(sections["HORIZON"][0][1][0]),
            tuple(
                Shift(name, int(minutes), frozenset(one for one in after.split("|") if one))
                for _, (name, minutes, after) in sections["SHIFTS"]
            ),
            tuple(_workers(sections)),
            tuple(
                Cover(int(day), shift, int(needed), int(under), int(over))
                for _, (day, shift, needed, under, over) in sections["COVER"]
            ),
            tuple(
                Wish(WorkerId(worker), int(day), shift, int(weight), section == "SHIFT_ON_REQUESTS")
                for section in ("SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS")
                for _, (worker, day, shift, weight) in sections.get(section, [])
            ),
        )
    except (KeyError, ValueError, IndexError) as error:
        raise Refused(
            "deploy.roster-unreadable",
            "a roster could not be read",
            str(file),
            f"a section or a line is not as the format says: {error}",
            "compare it with a file of schedulingbenchmarks.org; whoever wrote it can mend it",
        ) from error


def _sections(file: Path) -> dict[str, list[tuple[int, list[str]]]]:
    found: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    section = ""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if text.startswith("SECTION_"):
            section = text.removeprefix("SECTION_")
        elif text and not text.startswith("#"):
            found[section].append((number, text.split(",")))
    return found


def _workers(sections: dict[str, list[tuple[int, list[str]]]]) -> list[Worker]:
    leave = {values[0]: frozenset(int(day) for day in values[1:]) for _, values in sections.get("DAYS_OFF", [])}
    found = []
    for _, (name, most, most_minutes, least_minutes, most_run, least_run, least_off, weekends) in sections["STAFF"]:
        bounds = {shift: int(count) for shift, _, count in (one.partition("=") for one in most.split("|"))}
        found.append(
            Worker(
                WorkerId(name),
                bounds,
                int(least_minutes),
                int(most_minutes),
                int(most_run),
                int(least_run),
                int(least_off),
                int(weekends),
                leave.get(name, frozenset()),
            )
        )
    return found
