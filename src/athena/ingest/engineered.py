"""What a data engineer writes beside Athena: Python modules that map rows, loaded and checked before a delivery."""

import importlib.util
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from athena.failures import Refused
from athena.ingest.source import Source
from athena.ingest.staging import shape
from athena.lake.versions import CONTENT, FILE, KEY, PROBLEM, ROW, SLOT
from athena.pole import kind, kinds

Unusable: TypeAlias = Callable[[str, str], Refused]
"""Makes the refusal of whoever needs the module, out of why it cannot be used and what to do."""


class _Fresh(SourceFileLoader):
    """Loads a module from its source, always: bytecode kept from before an edit in the same second would be run."""

    def path_stats(self, path: str) -> Mapping[str, float]:
        raise OSError(f"{path} is never cached")


def load_module(module: Path, unusable: Unusable) -> ModuleType:
    """Run a module from its source as it stands now, with the rights of whoever runs Athena.

    Raises what `unusable` makes where it is not there, or fails in any way while it is loaded.
    """
    name = f"athena_engineered_{module.parent.name}_{module.stem}"
    spec = importlib.util.spec_from_file_location(name, module, loader=_Fresh(name, str(module)))
    if spec is None or spec.loader is None or not module.exists():
        raise unusable("There is no such Python file", "Correct the file's name, or write it")
    loaded = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(loaded)
    except (Exception, SystemExit) as error:
        raise unusable(f"{type(error).__name__}: {error}", "Correct the module") from error
    return loaded


def check_source(source: Source, unusable: Unusable) -> None:
    """Refuse now, by what `unusable` makes, a source that would otherwise fail in the middle of a delivery."""
    if source.kind not in kinds():
        raise unusable(f"{source.name}: there is no kind {source.kind!r}", f"Name one of: {', '.join(kinds())}")
    try:
        columns = shape(source).columns
    except Exception as error:
        why = f"The mapping, key or rules of {source.name} mean nothing: {type(error).__name__}: {error}"
        raise unusable(why, "Correct the module") from error
    unknown = sorted(set(columns) - {FILE, ROW, SLOT, KEY, CONTENT, PROBLEM} - set(kind(source.kind).own))
    if unknown:
        why = f"{source.name} maps to {', '.join(unknown)}, which the kind {source.kind} does not have"
        raise unusable(why, f"See `athena schema {source.kind}` for its properties")
