"""Answers move what is wrong and nothing else; what a pair weighs stays a sum."""

import numpy as np
from tests.resolve.households import write_town
from tests.resolve.people import table

from athena.resolve.calibrating import LEAST
from athena.resolve.configuration import configuration
from athena.resolve.datasets import DataSet
from athena.resolve.evaluation import answered, evaluate
from athena.resolve.linkage import Judgements, RecordId
from athena.resolve.linking import link
from athena.resolve.training import train


def town() -> DataSet:
    records, truth = write_town(500)
    order = np.argsort(np.array(records["record_id"].to_pylist()), kind="stable")
    return DataSet("town", records.take(order), np.array(truth)[order], configuration("person"), {}, {})


def test_a_few_answers_move_nothing_and_many_do_not_harm() -> None:
    data = town()
    without, plain = evaluate(data)
    few = train(data.records, data.by, answered(data, LEAST - 1))
    assert (few.weights.bits == plain.weights.bits).all()
    asked = answered(data, 300)
    found, model = evaluate(data, answers=asked)
    assert model.training.method.endswith("300 answers of people")
    assert found.answers == 300
    assert found.shipped.cluster.f1 >= without.shipped.cluster.f1
    assert (model.weights.bits != plain.weights.bits).any()
    edges = link(data.records, model).edges
    assert np.abs(edges.evidence().sum(axis=1) + model.weights.prior - edges.weight).max() < 1e-9


def test_what_people_say_again_and_again_is_learnt() -> None:
    """Asked about pairs that agree in all but the family name, people say the same: who marries keeps the rest."""
    data = town()
    plain = train(data.records, data.by)
    extra = [
        row | {"record_id": f"{end}{number:03}", "family_name": name}
        for number, row in enumerate(data.records.to_pylist()[:120])
        for end, name in (("x", row["family_name"]), ("y", "Vandenbroucke"))
    ]
    said = Judgements.of((RecordId(f"x{n:03}"), RecordId(f"y{n:03}"), True) for n in range(120))
    taught = train(table([*data.records.to_pylist(), *extra]), data.by, said)
    name = [one.name for one in data.by.attributes].index("name")
    given_only = 4
    assert taught.weights.bits[name, given_only] > plain.weights.bits[name, given_only]
