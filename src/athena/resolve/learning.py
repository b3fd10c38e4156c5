"""Learning a model from a force's own records, and putting what is known of it into the algorithm register."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta

from athena.access.algorithms import Algorithm, Registration, insist_officer, register
from athena.access.door import Door
from athena.access.principal import PrincipalId
from athena.access.view import View
from athena.failures import Refused
from athena.resolve.assessing import Assessment, kept_assessments
from athena.resolve.compare import LEVELS
from athena.resolve.configuration import configuration
from athena.resolve.entity import EntityKind
from athena.resolve.held import as_compared, columns_of, held
from athena.resolve.linkage import Linkage
from athena.resolve.linking import link
from athena.resolve.matching import NAME, Matching, kept
from athena.resolve.model import Model
from athena.resolve.training import train

TERM = timedelta(days=365)
"""How long a registration lasts unless said: a population moves, and a model that is not looked at again goes stale."""


def learn(job: View) -> tuple[Matching, Linkage]:
    """Learn a model, without labels, from every person record that `job` shows; give it with the linkage it makes.

    Refused as `training.train`.
    """
    by = configuration("person")
    people = as_compared(held(job, EntityKind.PERSON, columns_of(by)))
    model = train(people, by)
    return Matching(model), link(people, model)


def register_matching(door: Door, by: PrincipalId, digest: str, reason: str, term: timedelta = TERM) -> Algorithm:
    """Register a kept model by the first digits of its digest, with its assessments; it may run from now on.

    Refused with `resolve.not-assessed` where nobody assessed it by group on records whose truth is known, and as
    `matching.kept` and `athena.access.algorithms.register`.
    """
    # First: which models are kept here is told to nobody who may not register one.
    insist_officer(door, by, f"register {digest}")
    matching = kept(door.workspace, digest)
    found = kept_assessments(door.workspace, matching.digest)
    if not any(one.groups for one in found):
        raise Refused(
            "resolve.not-assessed",
            f"Register {matching.name}",
            "what is kept beside the model",
            "Nobody counted its errors by group on records whose truth is known, so nobody knows on whom they fall",
            "A data engineer: athena resolve train --truth FILE, with a column for each group",
        )
    stated = statement(matching, found)
    return register(door, by, Registration(matching.digest, NAME, stated, door.clock() + term), reason)


def statement(matching: Matching, found: tuple[Assessment, ...]) -> Mapping[str, object]:
    """What the register says of a model: training data, parameters, thresholds, evaluation. It holds no name."""
    model = matching.people
    return {
        "trained_on": {
            "records": model.training.records,
            "sources": dict(model.training.sources),
            "pairs": model.training.pairs,
            "method": model.training.method,
        },
        "thresholds": {
            "join": model.join,
            "put_to_people_from": model.join - matching.reviewed,
            "compared_further_from": model.strong,
            "floor": model.configuration.floor,
        },
        "parameters": {"prior": model.weights.prior, "weights": _weights(model)},
        "rules": {
            str(one.kind): {
                "identity": one.identity,
                "resemblance": one.resemblance,
                "told_apart_by": list(one.told_apart_by),
            }
            for one in matching.rules
        },
        "assessments": [asdict(one) for one in found],
    }


def _weights(model: Model) -> Mapping[str, Mapping[str, float]]:
    return {
        attribute.name: {
            words: round(float(bits), 2)
            for words, bits in zip(LEVELS[attribute.comparison].words, row[1:], strict=False)
        }
        for attribute, row in zip(model.configuration.attributes, model.weights.bits, strict=False)
    }
