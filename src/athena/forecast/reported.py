"""Which kinds of event a forecast may be trained on: what the public reports, by an explicit list."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

from athena.failures import Refused


def reported_kind(words: str) -> str:
    """The kind that a source's `words` name, by the list of victim-reported kinds in `kinds.yaml`.

    Refused with `forecast.officer-initiated` for a kind that officers find by looking, and with
    `forecast.kind-unknown` for one that nobody has decided about.
    """
    plain = _plain(words)
    found = _kinds("reported").get(plain)
    if found is not None:
        return found
    if plain in _kinds("refused"):
        raise Refused(
            "forecast.officer-initiated",
            f"Train a forecast on {words!r}",
            "the kind of the events",
            "officers find these by looking, so a forecast of them sends officers back to where they looked",
            "choose a kind that victims report (`--type burglary`); the list is policy: src/athena/forecast/kinds.yaml",
        )
    raise Refused(
        "forecast.kind-unknown",
        f"Train a forecast on {words!r}",
        "the kind of the events",
        "it is not on the list of kinds that the public reports",
        "name one that is (`--type burglary`), or have the list's owner decide: src/athena/forecast/kinds.yaml",
    )


def kind_in_name(name: str) -> str | None:
    """The one reported kind that a file's name speaks of, None where it names none. Refused as `reported_kind`."""
    plain = f" {_plain(name)} "
    for words in _kinds("refused"):
        if f" {words} " in plain:
            reported_kind(words)
    named = {kind for words, kind in _kinds("reported").items() if f" {words} " in plain}
    return named.pop() if len(named) == 1 else None


def check_reported(kinds: Iterable[str]) -> tuple[str, ...]:
    """The reported kinds of these words, each once and sorted. Refused as `reported_kind` for the first that is not."""
    return tuple(sorted({reported_kind(words) for words in kinds}))


def reported_words() -> tuple[str, ...]:
    """Every word for a kind that may be forecast, sorted."""
    return tuple(sorted(_kinds("reported")))


def refused_words() -> tuple[str, ...]:
    """Every word for a kind that is refused by name, sorted."""
    return tuple(sorted(_kinds("refused")))


def _plain(words: str) -> str:
    return re.sub(r"[^a-z]+", " ", words.lower()).strip()


@cache
def _kinds(section: str) -> dict[str, str]:
    lists = yaml.safe_load(files(__package__).joinpath("kinds.yaml").read_text(encoding="utf-8"))
    return {words: kind for kind, aliases in lists[section].items() for words in aliases}
