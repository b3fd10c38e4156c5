"""The proof: what fails, and the same JSON for the same findings."""

import json

from athena.ingest.migration.proof import Check, Proof, Rows, equal, none_named


def proof(*checks: Check) -> Proof:
    return Proof("m", "M", "0" * 64, "2026-11-23T09:00:00+00:00", 3, [], [], checks, [], [], [])


def test_a_proof_holds_while_no_check_fails() -> None:
    holds, fails = equal("rows", "x", "a = b", 1, 1), none_named("lake", "x", "lost", ["record 5"])
    assert proof(holds).holds
    assert proof(holds, fails).failures == [fails]
    assert (fails.found, fails.verdict, fails.count) == ("1", "fails", 1)


def test_the_json_is_the_same_for_the_same_findings() -> None:
    one = proof(equal("rows", "x", "£", 1, 2))
    assert one.as_json() == proof(equal("rows", "x", "£", 1, 2)).as_json()
    assert json.loads(one.as_json())["checks"][0]["verdict"] == "fails"
    assert one.digest() != proof().digest()


def test_rows_sum_or_do_not() -> None:
    assert Rows("f", "m", "C", "crime", False, 6, 3, 2, 1).sums
    assert not Rows("f", "m", "C", "crime", False, 6, 3, 2, 0).sums
