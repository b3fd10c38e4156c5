"""Code lists: the closed vocabularies, with the words that every era and publisher used for each code.

A source's own words are mapped here and kept beside the code. A word that is not listed has no code: the
caller quarantines the row or asks, and nothing is ever guessed from likeness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from typing import Annotated

from pydantic import Field

from athena.pole.definition import Definition, names_in, read_definition, refusal, vocabulary
from athena.pole.refusal import Refused

Month = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A year, month or day as ISO 8601 writes it: as exact as the change is known."""

Text = Annotated[str, Field(min_length=1)]


class Alias(Definition):
    """One way in which a publisher wrote a code, in the era in which it did."""

    text: Text
    since: Month | None = None
    until: Month | None = None
    publisher: Text | None = None


class Code(Definition):
    """One code: its label (the current official words), its era, and how it relates to other codes.

    `stands_for` are codes of the list's `stands_for` list that this one may stand for: a set of
    possibilities, never a conversion. `successors` are later codes of the same list that took over parts of
    this one's meaning; counts under a code and its successors are not one series.
    """

    label: Text
    since: Month | None = None
    until: Month | None = None
    group: Text | None = None
    note: Text | None = None
    aliases: tuple[Alias, ...] = Field(default=(), strict=False)
    successors: tuple[str, ...] = Field(default=(), strict=False)
    stands_for: tuple[str, ...] = Field(default=(), strict=False)


class _CodeListFile(Definition):
    label: Text
    description: Text
    source: Text
    why_not: Text | None = None
    stands_for: Text | None = None
    codes: dict[str, Code]


@dataclass(frozen=True)
class CodeList:
    """One code list: codes by name in the order of its file, and where the list comes from."""

    name: str
    label: str
    description: str
    source: str
    why_not: str | None
    stands_for: str | None
    codes: Mapping[str, Code]

    def alias_map(self) -> Mapping[str, str]:
        """Return the code of every label and alias, keyed by the exact text that was published."""
        return self._meanings

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        return {text: name for name, code in self.codes.items() for text in _texts(code)}

    def find(self, text: str) -> str | None:
        """Return the code of a published text, outer space ignored, or None when the text is not listed."""
        return self._meanings.get(text.strip())


def _texts(code: Code) -> tuple[str, ...]:
    return (code.label, *(alias.text for alias in code.aliases))


@cache
def code_lists() -> tuple[str, ...]:
    """Return the names of all code lists, in alphabetical order, without reading any of them."""
    return names_in(vocabulary() / "codes")


@cache
def code_list(name: str) -> CodeList:
    """Return one code list, read once and kept.

    Raises `Refused` (`pole.codes.unknown`) for a name that has no file, and as `load_code_list` does.
    """
    if name not in code_lists():
        raise Refused(
            "pole.codes.unknown",
            "a code list",
            repr(name),
            "no such code list is defined",
            f"Known: {', '.join(code_lists())}.",
        )
    return load_code_list(vocabulary() / "codes" / f"{name}.yaml", name)


def load_code_list(path: Traversable, name: str) -> CodeList:
    """Read one code list from `path`; for the packaged lists use `code_list`.

    Raises `Refused` as `read_definition` does, and `pole.definition.inconsistent` when one published text
    would mean two codes, or a code speaks of another that does not exist.
    """
    found = read_definition(path, _CodeListFile)
    meaning: dict[str, str] = {}
    for code_name, code in found.codes.items():
        for text in _texts(code):
            if meaning.setdefault(text, code_name) != code_name:
                why = f"codes.{code_name}: the text {text!r} already means {meaning[text]}"
                raise refusal("inconsistent", path, 0, why)
        _known(path, f"codes.{code_name}.successors", code.successors, found.codes)
        _known(path, f"codes.{code_name}.stands_for", code.stands_for, _target(found))
    return CodeList(
        name=name,
        label=found.label,
        description=found.description,
        source=found.source,
        why_not=found.why_not,
        stands_for=found.stands_for,
        codes=found.codes,
    )


def _target(found: _CodeListFile) -> Mapping[str, Code]:
    return {} if found.stands_for is None else code_list(found.stands_for).codes


def _known(path: Traversable, place: str, names: tuple[str, ...], codes: Mapping[str, Code]) -> None:
    for name in names:
        if name not in codes:
            raise refusal("inconsistent", path, 0, f"{place}: there is no code {name!r}")
