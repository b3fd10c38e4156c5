"""The rates of Northmere: every number that decides what happens there, in `rates.yaml`, with its source named."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path

import numpy as np
import yaml

from athena.failures import Refused
from athena.synth.draws import Reals

Value = float | list[float] | dict[str, float]


@dataclass(frozen=True)
class Rate:
    """One parameter: a number, a curve (list of numbers) or a mix (words with weights), and where it comes from."""

    name: str
    value: Value
    source: str


@dataclass(frozen=True)
class Rates:
    """All parameters by dotted name. A name that is not there is a mistake in our code and raises `KeyError`."""

    rates: Mapping[str, Rate]

    def number(self, name: str) -> float:
        """Return a single number."""
        value = self.rates[name].value
        if isinstance(value, (list, dict)):
            raise TypeError(f"{name} is not a single number")
        return float(value)

    def curve(self, name: str) -> Reals:
        """Return a list of numbers, as of the 24 hours."""
        value = self.rates[name].value
        if not isinstance(value, list):
            raise TypeError(f"{name} is not a curve")
        return np.asarray(value, np.float64)

    def mix(self, name: str) -> tuple[tuple[str, ...], Reals]:
        """Return the words of a mix and their weights, in the file's order."""
        value = self.rates[name].value
        if not isinstance(value, dict):
            raise TypeError(f"{name} is not a mix")
        return tuple(value), np.asarray(list(value.values()), np.float64)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Where each number comes from."""
        return {name: rate.source for name, rate in self.rates.items()}


def load_rates(path: Path | None = None) -> Rates:
    """Read the rates that come with Athena, or `path` laid over them.

    A file given may hold only what it changes. Raises `Refused` (`synth.rates`) for a file that is not YAML, a name
    that is not among ours, a value of another shape than ours, or a value without a source.
    """
    packaged = (resources.files("athena.synth") / "rates.yaml").read_text(encoding="utf-8")
    ours = {rate.name: rate for rate in _flatten(yaml.safe_load(packaged), "", "rates.yaml")}
    if path is None:
        return Rates(ours)
    try:
        theirs = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _refused(str(path), f"it cannot be read as YAML: {error}") from error
    for rate in _flatten(theirs, "", str(path)):
        if rate.name not in ours:
            raise _refused(f"{path}, {rate.name}", "no rate of Northmere has this name")
        if type(rate.value) is not type(ours[rate.name].value):
            raise _refused(f"{path}, {rate.name}", "it has another shape than the rate that it replaces")
        ours[rate.name] = rate
    return Rates(ours)


def _flatten(node: object, name: str, where: str) -> list[Rate]:
    if not isinstance(node, dict) or not node:
        raise _refused(f"{where}, {name or 'top'}", "it is neither a group of rates nor a rate with value and source")
    if "value" in node:
        return [_rate(node, name, where)]
    return [rate for key, child in node.items() for rate in _flatten(child, f"{name}.{key}".strip("."), where)]


def _rate(node: dict[str, object], name: str, where: str) -> Rate:
    source, value = node.get("source"), node["value"]
    if not isinstance(source, str) or not source.strip():
        raise _refused(f"{where}, {name}", "it names no source")
    if isinstance(value, list) and all(_is_number(one) for one in value):
        return Rate(name, [float(one) for one in value], source)
    if isinstance(value, dict) and all(_is_number(one) for one in value.values()):
        return Rate(name, {str(word): float(weight) for word, weight in value.items()}, source)
    if isinstance(value, (int, float)) and _is_number(value):
        return Rate(name, float(value), source)
    raise _refused(f"{where}, {name}", "its value is not a number, a list of numbers or words with numbers")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _refused(where: str, why: str) -> Refused:
    return Refused("synth.rates", "the rates were not taken", where, why, "Correct the file; its author can.")
