"""The sources that a workspace knows: those that come with Athena, and its own."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

from athena.failures import Refused
from athena.ingest.source import Source
from athena.ingest.sources import mps_counts, police_uk_outcomes, police_uk_stop_search, police_uk_street
from athena.ingest.staging import shape
from athena.lake.versions import CONTENT, FILE, KEY, PROBLEM, ROW, SLOT
from athena.pole import kind, kinds

BUILT_IN: tuple[Source, ...] = (
    police_uk_street.SOURCE,
    police_uk_outcomes.SOURCE,
    police_uk_stop_search.SOURCE,
    *mps_counts.SOURCES,
)


def sources_of(folder: Path) -> tuple[Source, ...]:
    """Give Athena's own sources, then those of the modules in `folder`, in the order of their file names.

    A module holds `SOURCE` or `SOURCES`; it is code and runs with the rights of whoever runs Athena, as a file in
    `keys/` would. One that fails to load, holds neither, or takes a name that is taken is refused.
    """
    known = list(BUILT_IN)
    for module in sorted(path for path in folder.glob("*.py") if not path.name.startswith(".")):
        for source in _load(module):
            if source.name in {other.name for other in known}:
                raise _unusable(module, f"The name {source.name} is taken", "Give the source another name")
            known.append(source)
    return tuple(known)


def _load(module: Path) -> Sequence[Source]:
    spec = importlib.util.spec_from_file_location(f"athena_workspace_source_{module.stem}", module)
    if spec is None or spec.loader is None:
        raise _unusable(module, "Python cannot load it", "Correct the file's name")
    loaded = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(loaded)
    except (Exception, SystemExit) as error:
        raise _unusable(module, f"{type(error).__name__}: {error}", "Correct the module") from error
    found = getattr(loaded, "SOURCES", None) or (getattr(loaded, "SOURCE", None),)
    if not isinstance(found, tuple | list) or not all(isinstance(source, Source) for source in found):
        raise _unusable(
            module,
            "It holds no SOURCE, and no SOURCES that is a tuple of sources",
            "See the worked example in docs/ingest.md",
        )
    for source in found:
        _check(module, source)
    return tuple(found)


def _check(module: Path, source: Source) -> None:
    """Refuse now what would otherwise fail in the middle of a delivery."""
    if source.kind not in kinds():
        raise _unusable(module, f"There is no kind {source.kind!r}", f"Name one of: {', '.join(kinds())}")
    try:
        columns = shape(source).columns
    except Exception as error:
        why = f"The mapping, key or rules of {source.name} mean nothing: {type(error).__name__}: {error}"
        raise _unusable(module, why, "Correct the module") from error
    unknown = sorted(set(columns) - {FILE, ROW, SLOT, KEY, CONTENT, PROBLEM} - set(kind(source.kind).own))
    if unknown:
        why = f"{source.name} maps to {', '.join(unknown)}, which the kind {source.kind} does not have"
        raise _unusable(module, why, f"See `athena schema {source.kind}` for its properties")


def _unusable(module: Path, why: str, remedy: str) -> Refused:
    return Refused(
        "ingest.source-module",
        "A source module of the workspace cannot be used",
        str(module),
        why,
        f"A data engineer: {remedy[0].lower()}{remedy[1:]}",
    )
