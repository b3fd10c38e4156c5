"""The words that streets and wards are named with, read from `places.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True)
class PlaceWords:
    """Stems and types of street names, and the two parts of ward names."""

    street_stems: tuple[str, ...]
    street_types: tuple[str, ...]
    ward_first_parts: tuple[str, ...]
    ward_last_parts: tuple[str, ...]

    @property
    def street_names(self) -> int:
        """How many street names can be made."""
        return len(self.street_stems) * len(self.street_types)


@cache
def load_places() -> PlaceWords:
    """Read the packaged words."""
    content = yaml.safe_load((resources.files("athena.synth") / "places.yaml").read_text(encoding="utf-8"))
    return PlaceWords(**{name: tuple(words) for name, words in content.items()})
