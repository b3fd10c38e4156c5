"""Every size, every proof, and proofs that were tampered with."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peak_ranges,
    range_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 300
LEAVES = [leaf_hash(str(n).encode()) for n in range(MOST)]
ROOTS = [root_of(LEAVES[:n]) for n in range(MOST + 1)]
sizes = st.integers(1, MOST)


def node(level: int, index: int) -> bytes:
    if level == 0:
        return LEAVES[index]
    return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


def test_the_frontier_has_the_root_that_the_rfc_defines() -> None:
    assert [slow_root(LEAVES[:n]) for n in range(130)] == ROOTS[:130]


def test_published_roots_and_proofs_of_eight_leaves(vectors: Any) -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in vectors["rfc6962_ct_leaves_hex"]]
    assert [root_of(leaves[:n]).hex() for n in range(9)] == vectors["rfc6962_roots_by_size"]

    def at(level: int, index: int) -> bytes:
        return root_of(leaves[index << level : (index + 1) << level])

    for index, size, proof in vectors["inclusion_index_size_proof"]:
        assert [step.hex() for step in inclusion_proof(at, index, size)] == proof
        steps = [bytes.fromhex(step) for step in proof]
        assert verify_inclusion(index, size, leaves[index], steps, root_of(leaves[:size]))
    for old, new, proof in vectors["consistency_size1_size2_proof"]:
        assert [step.hex() for step in consistency_proof(at, old, new)] == proof
        steps = [bytes.fromhex(step) for step in proof]
        assert verify_consistency(old, new, root_of(leaves[:old]), root_of(leaves[:new]), steps)


def test_every_published_false_proof_is_rejected(vectors: Any) -> None:
    proofs = vectors["must_reject"]["proofs"]
    assert len(proofs) == 50
    for case in proofs:
        steps = [bytes.fromhex(step) for step in case["proof"]]
        if case["kind"] == "inclusion":
            leaf, root = bytes.fromhex(case["leaf_hash"]), bytes.fromhex(case["root"])
            assert not verify_inclusion(case["index"], case["tree_size"], leaf, steps, root)
        else:
            roots = bytes.fromhex(case["root1"]), bytes.fromhex(case["root2"])
            assert not verify_consistency(case["size1"], case["size2"], *roots, steps)


def test_every_inclusion_proof_of_every_small_tree_holds() -> None:
    for size in range(1, 70):
        for index in range(size):
            assert verify_inclusion(index, size, LEAVES[index], inclusion_proof(node, index, size), ROOTS[size])


def test_every_consistency_proof_of_every_small_tree_holds() -> None:
    for new in range(70):
        for old in range(new + 1):
            assert verify_consistency(old, new, ROOTS[old], ROOTS[new], consistency_proof(node, old, new))


@given(size=sizes, data=st.data())
def test_inclusion_holds_for_its_own_leaf_and_place_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(node, index, size)
    assert len(proof) <= max(0, (size - 1).bit_length())
    assert verify_inclusion(other, size, LEAVES[index], proof, ROOTS[size]) == (other == index)
    assert verify_inclusion(index, size, LEAVES[other], proof, ROOTS[size]) == (other == index)


@given(new=sizes, data=st.data())
def test_consistency_holds_between_true_roots_only(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    false = data.draw(st.integers(0, MOST))
    proof = consistency_proof(node, old, new)
    assert verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)
    if false != old:
        assert not verify_consistency(old, new, ROOTS[false], ROOTS[new], proof)
    if false != new and old:
        assert not verify_consistency(old, new, ROOTS[old], ROOTS[false], proof)


Mutation = Callable[[list[bytes], int], list[bytes]]
MUTATIONS: dict[str, Mutation] = {
    "drop": lambda proof, at: proof[:at] + proof[at + 1 :],
    "repeat": lambda proof, at: [*proof[: at + 1], *proof[at:]],
    "flip": lambda proof, at: [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]],
    "shorten": lambda proof, at: [*proof[:at], proof[at][:-1], *proof[at + 1 :]],
    "append": lambda proof, at: [*proof, proof[at]],
    "reverse": lambda proof, _: proof[::-1],
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@given(size=st.integers(2, MOST), data=st.data())
def test_a_mutated_proof_is_rejected(mutation: str, size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    inclusion, consistency = inclusion_proof(node, index, size), consistency_proof(node, old, size)
    at = data.draw(st.integers(0, 8))
    mutated = MUTATIONS[mutation](inclusion, at % len(inclusion))
    held = verify_inclusion(index, size, LEAVES[index], mutated, ROOTS[size])
    assert held == (mutated == inclusion)
    mutated = MUTATIONS[mutation](consistency, at % len(consistency))
    held = verify_consistency(old, size, ROOTS[old], ROOTS[size], mutated)
    assert held == (mutated == consistency)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    assert not verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])
    with pytest.raises(ValueError):
        inclusion_proof(node, index, size)


@pytest.mark.parametrize(("old", "new"), [(2, 1), (-1, 1)])
def test_a_tree_does_not_extend_a_larger_one(old: int, new: int) -> None:
    assert not verify_consistency(old, new, ROOTS[1], ROOTS[1], [])
    with pytest.raises(ValueError):
        consistency_proof(node, old, new)


def test_a_proof_from_nothing_must_be_empty_and_begin_at_the_empty_root() -> None:
    assert verify_consistency(0, 5, EMPTY_ROOT, ROOTS[5], [])
    assert not verify_consistency(0, 5, ROOTS[1], ROOTS[5], [])
    assert not verify_consistency(0, 5, EMPTY_ROOT, ROOTS[5], [ROOTS[1]])
    assert not verify_consistency(4, 5, ROOTS[4], ROOTS[5], [])


@given(size=st.integers(0, MOST))
def test_a_frontier_restarted_from_its_peaks_goes_on(size: int) -> None:
    frontier = Frontier(size, [node(level, index) for level, index in peak_ranges(0, size)])
    assert frontier.root() == ROOTS[size] == range_hash(node, 0, size)
    copy = frontier.copy()
    for leaf in LEAVES[size:]:
        frontier.append(leaf)
    assert frontier.root() == ROOTS[MOST]
    assert copy.root() == ROOTS[size]


def test_a_frontier_with_the_wrong_number_of_peaks_is_refused() -> None:
    with pytest.raises(ValueError, match="2 peaks"):
        Frontier(3, [LEAVES[0]])
