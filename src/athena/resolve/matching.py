"""What decides who is whom: the learnt model of people and the stated rules of things, as one thing with one digest.

It is kept sealed in the workspace under its digest, since how often a name occurs is learnt from people's records. It
runs only while the algorithm register says that it may.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from athena.access.algorithms import Algorithm, in_force
from athena.access.door import Door
from athena.failures import Refused, StopTheLine
from athena.lake.durable import arrival, make_folder, remove_partials
from athena.lake.sealed import SealedReader, SealedWriter
from athena.lake.workspace import Workspace
from athena.resolve.entity import EntityKind
from athena.resolve.frozen import frozen, thawed
from athena.resolve.model import Model
from athena.resolve.stated import THINGS, Rule, rule

NAME = "matching"
"""What the algorithm register calls it."""

_REVIEWED = 2.0
_KEY = "reading"


@dataclass(frozen=True)
class Matching:
    """A model of people, the rules of things, and how far below joining a pair is still put to people, in bits."""

    people: Model
    rules: tuple[Rule, ...] = field(default_factory=lambda: tuple(rule(kind) for kind in THINGS))
    reviewed: float = _REVIEWED

    @cached_property
    def content(self) -> bytes:
        """All of it, as bytes."""
        return frozen(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides what it answers."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def name(self) -> str:
        """How tables and screens call it."""
        return f"{NAME}@{self.digest[:12]}"

    def rule(self, kind: EntityKind) -> Rule:
        """The rule of a kind of thing; raises `KeyError` for people, who have none."""
        found = {one.kind: one for one in self.rules}
        return found[kind]


def keep(workspace: Workspace, matching: Matching) -> Path:
    """Keep a model in the workspace, sealed, under its digest; one that is there already stays."""
    path = _path(workspace, matching.digest)
    if not path.exists():
        make_folder(path.parent)
        remove_partials(path.parent)
        with arrival(path.parent) as fresh:
            with SealedWriter(fresh.stream, workspace.keys.read(_KEY)) as target:
                target.write(matching.content)
            fresh.settle(path)
    return path


def kept(workspace: Workspace, digest: str) -> Matching:
    """The model of that digest, or whose digest begins so.

    Refused with `resolve.model-unknown`; stops the line where what is kept is not what its digest says.
    """
    folder = _path(workspace, digest).parent
    named = sorted(folder.glob(f"{digest}*.sealed")) if digest.isalnum() and folder.is_dir() else []
    if len(named) != 1:
        raise Refused(
            "resolve.model-unknown",
            f"Find the model {digest}",
            str(folder),
            "No model is kept there whose digest begins so" if not named else f"{len(named)} models' digests begin so",
            "Whoever asks: name one that `athena resolve models` lists, or make one with `athena resolve train`",
        )
    with SealedReader(named[0], workspace.keys.read(_KEY)) as sealed:
        content = sealed.read()
    found = thawed(content)
    if not isinstance(found, Matching) or hashlib.sha256(content).hexdigest() != named[0].stem:
        raise StopTheLine(f"{named[0]} is not the model that its name says")
    return found


def kept_digests(workspace: Workspace) -> tuple[str, ...]:
    """The digests of every model that is kept, sorted."""
    folder = _path(workspace, "").parent
    return tuple(sorted(path.stem for path in folder.glob("*.sealed"))) if folder.is_dir() else ()


def registered(door: Door) -> tuple[Matching, Algorithm]:
    """The model that may run now, and its registration. Refused as `athena.access.algorithms.in_force` and `kept`."""
    algorithm = in_force(door, NAME)
    return kept(door.workspace, algorithm.digest), algorithm


def _path(workspace: Workspace, digest: str) -> Path:
    return workspace.folder / "models" / f"{digest}.sealed"
