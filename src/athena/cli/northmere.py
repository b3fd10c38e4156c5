"""Building Northmere: the stages of `athena demo` without deliveries, in one list that other rooms add to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from athena.cli.ingest import ingest
from athena.cli.links import build as build_graph
from athena.cli.migrate import run_command, verify_command
from athena.cli.options import opened
from athena.cli.resolve_model import register_model, train
from athena.cli.resolve_run import run
from athena.cli.search import index
from athena.cli.showing import console, show_table
from athena.cli.synth import synth
from athena.cli.workspace import init, status

PEOPLE, YEARS, SEED = 10_000, 2, 7
CASE = "demo"
_REASON = "Demonstration on fictional data: stands for every {role} of Northmere"


@dataclass(frozen=True)
class Demo:
    """One demonstration: its workspace, the folder of Northmere's files beside it, and how many people live there."""

    workspace: Path
    files: Path
    people: int


@dataclass(frozen=True)
class Stage:
    """One step of the demonstration: what it does, in words, and the doing. `hints` are commands to try after it."""

    title: str
    run: Callable[[Demo], None]
    hints: tuple[tuple[str, str], ...] = ()


def build(workspace: Path, people: int) -> None:
    """Run every stage in order, say how long each took, and end with what to try. A second run changes nothing."""
    demo = Demo(workspace, workspace.with_name(f"{workspace.name}-northmere-{people}"), people)
    for number, stage in enumerate(STAGES, 1):
        began = monotonic()
        console.rule(f"{number} of {len(STAGES)}: {stage.title}", align="left")
        stage.run(demo)
        console.print(f"[dim]{monotonic() - began:.1f} s[/dim]")
    _say_what_next(demo)


def _write_files(demo: Demo) -> None:
    # The manifest is written last, so a folder without one was left half-way.
    if (demo.files / "manifest.json").exists():
        console.print(f"Northmere's files are in {demo.files} already.", markup=False)
        return
    synth(demo.files, demo.people, YEARS, SEED)


def _make_workspace(demo: Demo) -> None:
    from athena.ingest.northmere import install_northmere

    if not (demo.workspace / "athena.toml").exists():
        init(demo.workspace)
    install_northmere(opened(demo.workspace))
    _appoint(demo)


def _appoint(demo: Demo) -> None:
    """Appoint one person for each role, and have the investigator open the case; what stands already is left."""
    from athena.access.appoint import Appointment, appoint
    from athena.access.case import case_id
    from athena.access.casework import CasePlan, open_case
    from athena.access.ground import GroundName
    from athena.access.principal import Nature, principal_id
    from athena.access.registry import cases, principals
    from athena.access.roles import DUTIES, Role
    from athena.access.session import login, open_door

    ground_roles = (Role.INVESTIGATOR, Role.ANALYST, Role.INTELLIGENCE_OFFICER, Role.CUSTODY_OFFICER)
    with open_door(opened(demo.workspace)) as door:
        known = {one.id for one in principals(door.database, door.clock())}
        for duty in DUTIES:
            who = principal_id(str(duty.role))
            if duty.held_by_systems or who in known:
                continue
            appointment = Appointment(who, f"Northmere's {duty.role}", Nature.PERSON, frozenset({duty.role}))
            appoint(door, login(), appointment, _REASON.format(role=duty.role))
        if CASE not in {str(case.id) for case in cases(door.database)}:
            members = frozenset(principal_id(str(role)) for role in ground_roles)
            plan = CasePlan(
                case_id(CASE),
                "Burglaries in Northmere",
                GroundName("volume-crime"),
                "A series of burglaries in a fictional town",
                members,
            )
            open_case(door, principal_id(str(Role.INVESTIGATOR)), Role.INVESTIGATOR, plan)
    console.print(f"Case {CASE} is open; act for it as {', '.join(ground_roles)}.")


def _migrate(demo: Demo) -> None:
    from athena.ingest.northmere import MIGRATION, UNLOAD

    files = [demo.files / UNLOAD]
    run_command(MIGRATION, files, demo.workspace)
    verify_command(MIGRATION, files, demo.workspace)


def _ingest(demo: Demo) -> None:
    from athena.ingest.northmere import FOLDERS

    ingest([demo.files / name for name in FOLDERS if (demo.files / name).exists()], demo.workspace)


def _index(demo: Demo) -> None:
    index(workspace=demo.workspace)


def _resolve(demo: Demo) -> None:
    """Learn and register a model where none may run yet, and say which records are one."""
    from athena.access.algorithms import in_force
    from athena.access.refused import Refused
    from athena.access.session import open_door
    from athena.cli.northmere_truth import write_truth
    from athena.resolve.matching import NAME, kept_digests

    with open_door(opened(demo.workspace)) as door:
        try:
            in_force(door, NAME)
            learnt = True
        except Refused:
            learnt = False
    if not learnt:
        train([write_truth(demo.files, demo.files / "truth" / "whose.csv")], demo.workspace)
        (model,) = kept_digests(opened(demo.workspace))
        register_model(model[:12], "Demonstration on fictional data", workspace=demo.workspace)
    run(demo.workspace)


def _connect(demo: Demo) -> None:
    build_graph(workspace=demo.workspace)


def _take_stock(demo: Demo) -> None:
    from athena.ingest.digest import digests
    from athena.ingest.loading import loading
    from athena.synth.files import digest

    status(demo.workspace)
    with loading(opened(demo.workspace)) as view:
        found = dict(digests(view))
    found["(Northmere's files)"] = digest(demo.files / "manifest.json").sha256
    show_table("Digests: the same on every machine and every time", ("of", "SHA-256"), list(found.items()))


STAGES: tuple[Stage, ...] = (
    Stage("Northmere's systems export their files", _write_files),
    Stage(
        "A workspace, its sources, people to act as, and a case",
        _make_workspace,
        (
            ("athena principal list", "who may ask, and as what"),
            (f"athena as investigator -- case show {CASE}", "what reading is for here"),
        ),
    ),
    Stage(
        "The mainframe's crimes come over, and the proof is signed",
        _migrate,
        (("athena ledger verify", "check the whole log of who read what, offline"),),
    ),
    Stage("The other systems' files are ingested", _ingest, (("athena quarantine list", "rows held back, and why"),)),
    Stage(
        "Which records are one person or thing",
        _resolve,
        (
            ("athena resolve models --json", "what decides it: trained on what, how often wrong, on whom"),
            (f"athena as investigator --case {CASE} -- resolve queue", "what is worth asking a person next"),
            (
                f"athena as investigator --case {CASE} -- resolve explain ENTITY",
                "why its records are one; a search shows ENTITYs; --json too",
            ),
        ),
    ),
    Stage(
        "Records can be found",
        _index,
        (
            (f"athena as investigator --case {CASE} -- search smith", "who is called that, and why each was found"),
            (f"athena as analyst --case {CASE} -- search smith", "the same question, asked by who may see less"),
            (f"athena as investigator --case {CASE} -- show ENTITY", "all that the records of one say, side by side"),
        ),
    ),
    Stage(
        "Who is connected with whom",
        _connect,
        ((f"athena as investigator --case {CASE} -- expand RECORD_ID", "what is next to somebody, and what says so"),),
    ),
    Stage(
        "What the workspace holds",
        _take_stock,
        (
            (f"athena as analyst --case {CASE} -- status", "the same, as an analyst sees it: what is withheld is said"),
            (
                f"athena as investigator --case {CASE} -- trace RECORD_ID",
                "from a record back to the bytes of its row; what show prints has RECORD_IDs",
            ),
            ("athena schema person", "what a person record says, and what to beware of"),
        ),
    ),
)
"""The stages, in order. A room that joins the demonstration adds its stage here, before the taking of stock."""


def _say_what_next(demo: Demo) -> None:
    console.print(f"\n[bold]What to try[/bold] (export ATHENA_WORKSPACE={demo.workspace})")
    for stage in STAGES:
        for command, meaning in stage.hints:
            console.print(f"  {command}\n      {meaning}", markup=False)
