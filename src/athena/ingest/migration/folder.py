"""A migration folder, read: settings, copybook and mapping, checked against each other before a byte is touched."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from athena.failures import Refused
from athena.ingest.degrees import InDegrees
from athena.ingest.engineered import Unusable, check_source, load_module, unusable_by
from athena.ingest.migration.book import RecordBook
from athena.ingest.migration.leaves import Leaf
from athena.ingest.migration.mapped import Mapped, record_key, source_name
from athena.ingest.migration.segment_format import SegmentFormat
from athena.ingest.migration.settings import SETTINGS, Settings, read_settings
from athena.ingest.source import Format, Slot, Source
from athena.pole import kind


@dataclass(frozen=True)
class Part:
    """One `Mapped` made ready: its format and its source."""

    mapped: Mapped
    format: SegmentFormat
    source: Source


@dataclass(frozen=True)
class Migration:
    """A migration folder that was read and found sound. `parts` stand in the order of the mapping, main ones first."""

    folder: Path
    settings: Settings
    book: RecordBook
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """The migration's name."""
        return self.settings.migration.name

    @property
    def mains(self) -> tuple[Part, ...]:
        """The parts whose rows are the rows in: one for each record type."""
        return tuple(part for part in self.parts if not part.mapped.derived)

    def slot(self, file: str) -> Slot:
        """The slot that a file of this name restates; a name that no pattern of `[slot.parts]` fits is refused."""
        part = self.settings.part_of(file)
        if part is None:
            raise Refused(
                "migration.unknown-file",
                "The settings do not say what this file restates",
                file,
                f"Its name fits none of {', '.join(self.settings.slot.parts)}",
                f"A data engineer: add a pattern to [slot.parts] in {SETTINGS}",
            )
        scope = self.settings.slot
        return Slot(f"{self.name}/{part}", scope.area, self.name, scope.first.replace(day=1), scope.last.replace(day=1))

    def left_out(self, leaf: Leaf) -> str | None:
        """Why a field is not carried, in the words of the settings."""
        return next((why for name, why in self.settings.left_out.items() if leaf.called(name)), None)

    def files(self) -> Iterator[Path]:
        """The files that make up the folder, for whoever keeps or compares them."""
        yield from sorted(
            path
            for path in self.folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
        )

    def digest(self) -> str:
        """The SHA-256 in hex over the names and bytes of the folder's files: which migration exactly this is."""
        whole = hashlib.sha256()
        for path in self.files():
            content = path.read_bytes()
            whole.update(f"{path.relative_to(self.folder)}\n{len(content)}\n".encode() + content)
        return whole.hexdigest()


def load_migration(folder: Path) -> Migration:
    """Read a migration folder.

    Refused where settings, copybook or mapping cannot be read, where they do not fit each other, where a record type
    has no main mapping or two, and where a field is neither carried nor left out with a reason: what a migration
    forgets is decided before it runs, not found out after.
    """
    settings = read_settings(folder)
    copybook = settings.reader.copybook(*(folder / name for name in settings.migration.copybooks))
    book = RecordBook.of(settings.reader.records(copybook), settings.reader.options(copybook))
    mapped = _mappings(folder / settings.migration.mapping)
    _one_main_each(folder, book, mapped)
    first = next(one.segment for one in mapped if not one.derived)
    parts = [_part(folder, settings, book, one, strays=one.segment == first) for one in mapped]
    found = Migration(folder, settings, book, tuple(sorted(parts, key=lambda part: part.mapped.derived)))
    _nothing_forgotten(found)
    return found


def _mappings(module: Path) -> Sequence[Mapped]:
    loaded = load_module(module, _unusable(module))
    found = getattr(loaded, "MAPPINGS", None)
    if not isinstance(found, tuple | list) or not found or not all(isinstance(one, Mapped) for one in found):
        raise _unusable(module)("It holds no MAPPINGS that is a tuple of Mapped", "See docs/migrate.md")
    return found


def _one_main_each(folder: Path, book: RecordBook, mapped: Sequence[Mapped]) -> None:
    names = [one.name for one in mapped]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise _unusable(folder)(f"Two mappings are called {name}", "Give each its own name")
    for one in mapped:
        if one.segment not in book.targets:
            known = ", ".join(book.targets) or "(only one)"
            raise _unusable(folder)(f"{one.name} maps record type {one.segment!r}; known are {known}", "Name one")
    for segment in book.targets:
        mains = [one.name for one in mapped if one.segment == segment and not one.derived]
        if len(mains) != 1:
            words = f"Record type {segment or '(the only one)'} has {len(mains)} main mappings"
            raise _unusable(folder)(words, "Give each record type one that is not derived: it accounts for its rows")


def _part(folder: Path, settings: Settings, book: RecordBook, one: Mapped, *, strays: bool) -> Part:
    accept = frozenset(settings.doubts.accept)
    format = SegmentFormat(book, one.segment, tuple(one.key), accept, strays and not one.derived)
    key = tuple(format.leaf(name).column for name in one.key)
    source = Source(
        name=source_name(settings.migration.name, one.name),
        version=one.version,
        title=f"{settings.migration.title}: {one.name}",
        kind=one.kind,
        label=one.label,
        format=_located(settings, format),
        # `athena ingest` must not take these files: a migration is planned, run and verified.
        recognise=lambda name: None,
        key=lambda raw: record_key(raw, key),
        mapping=one.mapping,
        rules=one.rules,
        also=one.also,
    )
    check_source(source, _unusable(folder))
    for carried in one.carries:
        format.leaf(carried.field)
        if carried.property not in kind(one.kind).own:
            raise _unusable(folder)(
                f"{one.name} carries into {carried.property}, which {one.kind} has not", "Correct it"
            )
    return Part(one, format, source)


def _located(settings: Settings, format: SegmentFormat) -> Format:
    """The format with longitude and latitude, for a record type that has the fields of `[grid]`."""
    grid = settings.grid
    if grid is None or not any(leaf.called(grid.easting) for leaf in format.leaves):
        return format
    return InDegrees(format, format.leaf(grid.easting).column, format.leaf(grid.northing).column)


def _nothing_forgotten(migration: Migration) -> None:
    forgotten = []
    for part in migration.mains:
        carried = [
            one.field
            for other in migration.parts
            if other.mapped.segment == part.mapped.segment
            for one in other.mapped.carries
        ]
        forgotten += [
            f"{leaf.column} of {part.mapped.segment or part.mapped.name}"
            for leaf in part.format.leaves
            if not any(leaf.called(name) for name in carried) and migration.left_out(leaf) is None
        ]
    if forgotten:
        raise Refused(
            "migration.field-forgotten",
            "Fields of the copybook are neither carried nor left out",
            str(migration.folder),
            f"Nothing says what becomes of {', '.join(forgotten)}",
            f"A data engineer: carry each in the mapping, or give the reason under [left_out] in {SETTINGS}; whoever "
            "owns the records agrees to the reasons",
        )


def _unusable(where: Path) -> Unusable:
    return unusable_by("migration.folder", "A migration folder cannot be used", where)
