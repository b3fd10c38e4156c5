"""The sources that a workspace knows: those that come with Athena, and its own."""

from collections.abc import Sequence
from pathlib import Path

from athena.ingest.engineered import Unusable, check_source, load_module, unusable_by
from athena.ingest.source import Source
from athena.ingest.sources import mps_counts, police_uk_outcomes, police_uk_stop_search, police_uk_street

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
                raise _unusable(module)(f"The name {source.name} is taken", "Give the source another name")
            known.append(source)
    return tuple(known)


def _load(module: Path) -> Sequence[Source]:
    unusable = _unusable(module)
    loaded = load_module(module, unusable)
    found = getattr(loaded, "SOURCES", None) or (getattr(loaded, "SOURCE", None),)
    if not isinstance(found, tuple | list) or not all(isinstance(source, Source) for source in found):
        raise unusable(
            "It holds no SOURCE, and no SOURCES that is a tuple of sources", "See the worked example in docs/ingest.md"
        )
    for source in found:
        check_source(source, unusable)
    return tuple(found)


def _unusable(module: Path) -> Unusable:
    return unusable_by("ingest.source-module", "A source module of the workspace cannot be used", module)
