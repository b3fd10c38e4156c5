"""What a data engineer writes beside Athena: Python modules that map rows, loaded and checked before a delivery."""

import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from athena.failures import Refused
from athena.ingest.source import Source
from athena.ingest.staging import shape
from athena.lake.versions import CONTENT, DATED, FILE, KEY, LABEL, PART, PROBLEM, ROW, SLOT
from athena.pole import kind, kinds

Unusable: TypeAlias = Callable[[str, str], Refused]
"""Makes the refusal of whoever needs the module, out of why it cannot be used and what to do."""


def unusable_by(code: str, what: str, where: Path) -> Unusable:
    """Makes the refusals of one module or folder, each of which a data engineer can act on."""

    def refusal(why: str, remedy: str) -> Refused:
        return Refused(code, what, str(where), why, f"A data engineer: {remedy[0].lower()}{remedy[1:]}")

    return refusal


_PART_NAME = re.compile("[a-z][a-z0-9-]*")


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
    for name in source.kinds:
        if name not in kinds():
            raise unusable(f"{source.name}: there is no kind {name!r}", f"Name one of: {', '.join(kinds())}")
    _check_part_names(source, unusable)
    try:
        stated = shape(source)
    except Exception as error:
        why = f"The mapping, key or rules of {source.name} mean nothing: {type(error).__name__}: {error}"
        raise unusable(why, "Correct the module") from error
    _check_properties(source, source.kind, [one for one in stated.columns if not one.startswith(PART)], unusable)
    for part in source.also:
        _check_properties(source, part.kind, stated[f"{PART}{part.name}"].names, unusable)


def _check_part_names(source: Source, unusable: Unusable) -> None:
    names = [part.name for part in source.also]
    for name in names:
        if names.count(name) > 1 or not _PART_NAME.fullmatch(name):
            why = f"{source.name}: the part name {name!r} is used twice, or is not lower-case words with hyphens"
            raise unusable(why, "Give each part a name of its own, such as person or detained-in")


def _check_properties(source: Source, name: str, said: Iterable[str], unusable: Unusable) -> None:
    unknown = sorted(set(said) - {FILE, ROW, SLOT, KEY, CONTENT, PROBLEM, LABEL, DATED} - set(kind(name).own))
    if unknown:
        why = f"{source.name} maps to {', '.join(unknown)}, which the kind {name} does not have"
        raise unusable(why, f"See `athena schema {name}` for its properties")
