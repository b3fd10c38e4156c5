"""A trained model: what it was trained on, what it weighs, where it joins. Nothing in it changes once it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from athena.resolve.configuration import Configuration
from athena.resolve.frequencies import Frequencies
from athena.resolve.weighing import Weights


@dataclass(frozen=True)
class Training:
    """What a model was trained on: how many records of which sources, how many pairs, and by which method."""

    records: int
    sources: Mapping[str, int]
    pairs: int
    method: str


@dataclass(frozen=True)
class Model:
    """Everything that decides whether two records are one; two runs with one model on the same records agree.

    `join` is the average match weight, in bits, above which clusters are joined. 0 is even odds of a pair;
    a little below it, since pairs that were never compared and count as the floor are in the average. `strong` is the
    weight from which a pair makes its neighbours candidates of one another.
    """

    configuration: Configuration
    weights: Weights
    frequencies: Frequencies
    training: Training
    join: float = -0.7
    strong: float = field(default=1.0)

    @property
    def kind(self) -> str:
        """The kind of thing that it links."""
        return self.configuration.kind
