"""Linking: who is joined and who is not, that order does not matter, that people outrank the model."""

import random

import numpy as np
import pyarrow as pa
import pytest
from tests.resolve.people import table, write_down

from athena.resolve.clustering import cluster
from athena.resolve.configuration import configuration
from athena.resolve.linkage import Judgements, Linkage, RecordId
from athena.resolve.linking import explain_pair, link
from athena.resolve.measures import closeness
from athena.resolve.model import Model
from athena.resolve.training import train

Trained = tuple[pa.Table, list[int], Model, Linkage]


@pytest.fixture(scope="module")
def trained() -> Trained:
    records, truth = write_down(400)
    model = train(records, configuration("person"))
    return records, truth, model, link(records, model)


def test_records_of_one_person_are_joined_and_others_are_not(trained: Trained) -> None:
    records, truth, _, linkage = trained
    whose = dict(zip(records["record_id"].to_pylist(), truth, strict=True))
    found = closeness(linkage.cluster, np.array([whose[str(one)] for one in linkage.record_ids]))
    assert found.cluster.precision > 0.99
    assert found.cluster.recall > 0.95


def test_the_order_in_which_records_come_makes_no_difference(trained: Trained) -> None:
    records, _, model, linkage = trained
    for seed in range(3):
        order = list(range(len(records)))
        random.Random(seed).shuffle(order)
        again = link(records.take(order), model)
        assert (again.cluster == linkage.cluster).all()
        assert (again.edges.weight == linkage.edges.weight).all()


def test_training_twice_gives_one_model(trained: Trained) -> None:
    records, _, model, _ = trained
    again = train(records, configuration("person"))
    assert (again.weights.bits == model.weights.bits).all()
    assert again.weights.prior == model.weights.prior


def test_evidence_and_prior_sum_to_the_weight(trained: Trained) -> None:
    _, _, model, linkage = trained
    total = linkage.edges.evidence().sum(axis=1) + model.weights.prior
    assert np.abs(total - linkage.edges.weight).max() < 1e-9


def test_a_waterfall_says_in_words_what_the_edge_weighs(trained: Trained) -> None:
    records, _, model, linkage = trained
    edge = int(np.argmax(linkage.edges.weight))
    left, right = (RecordId(str(linkage.record_ids[side[edge]])) for side in (linkage.edges.left, linkage.edges.right))
    shown = explain_pair(records, left, right, model)
    assert abs(shown.weight - linkage.edges.weight[edge]) < 1e-9
    assert abs(shown.prior + sum(item.weight for item in shown.items) - shown.weight) < 1e-9
    assert {item.feature for item in shown.items} == {
        "name", "date_of_birth", "address_text", "postcode", "phone", "others"
    }  # fmt: skip
    assert all(item.words for item in shown.items)


def test_without_its_decisive_evidence_the_answer_is_another(trained: Trained) -> None:
    records, _, model, linkage = trained
    for edge in np.argsort(np.abs(linkage.edges.weight))[:50]:
        left, right = (
            RecordId(str(linkage.record_ids[side[edge]])) for side in (linkage.edges.left, linkage.edges.right)
        )
        shown = explain_pair(records, left, right, model)
        if shown.decisive is not None:
            without = shown.weight - shown.decisive.weight
            assert (without >= shown.threshold) != (shown.weight >= shown.threshold)


def test_a_pair_that_is_not_there_is_named() -> None:
    records, _ = write_down(30)
    model = train(records, configuration("person"))
    with pytest.raises(KeyError, match="nobody"):
        explain_pair(records, RecordId("r00001"), RecordId("nobody"), model)


def test_what_people_judge_outranks_the_model(trained: Trained) -> None:
    records, _, model, linkage = trained
    joined = int(np.argmax(linkage.edges.weight))
    a, b = (RecordId(str(linkage.record_ids[side[joined]])) for side in (linkage.edges.left, linkage.edges.right))
    apart = link(records, model, Judgements((b,), (a,), (False,))).clusters()
    assert apart[a] != apart[b]
    first, last = RecordId(str(linkage.record_ids[0])), RecordId(str(linkage.record_ids[-1]))
    together = link(records, model, Judgements((first,), (last,), (True,))).clusters()
    assert together[first] == together[last]
    unknown = Judgements((RecordId("gone"),), (first,), (True,))
    assert (link(records, model, unknown).cluster == linkage.cluster).all()


def test_two_whose_names_nobody_knew_are_not_one_person(trained: Trained) -> None:
    _, _, model, _ = trained
    unknown = table(
        [{"given_names": "", "family_name": "UNKNOWN", "address_text": "NO FIXED ABODE", "phone": "07000 000000"}] * 2
    )
    assert len(set(link(unknown, model).cluster.tolist())) == 2


def test_a_chain_of_likenesses_is_not_one_person() -> None:
    left, right = np.array([0, 1, 2], np.int32), np.array([1, 2, 3], np.int32)
    chain = cluster(4, left, right, np.array([5.0, 1.0, 5.0]), 0.0, -4.0)
    assert chain.tolist() == [0, 0, 2, 2]


def test_no_protected_characteristic_is_ever_compared() -> None:
    from athena.resolve.configuration import PROTECTED, Attribute, Configuration

    by = configuration("person")
    assert not {column for one in by.attributes for column in (one.name, *one.columns)} & PROTECTED
    with pytest.raises(ValueError, match="protected"):
        Configuration("person", (Attribute("sex", "text", ("sex",)),), ())
