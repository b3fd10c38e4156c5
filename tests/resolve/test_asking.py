"""Asking a reviewer reads whom an open or planted question is about, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.resolve.conftest import PERSON

from athena.access.operation import Form, Operation
from athena.resolve.asking import next_questions
from athena.resolve.judgements import Verdict
from athena.resolve.linkage import RecordId
from athena.resolve.reviewing import plant

if TYPE_CHECKING:
    from tests.resolve.conftest import Force


def test_only_records_that_a_question_is_about_are_read_and_sizes_count_their_whole_entities(force: Force) -> None:
    force.run(
        {"r1": 0, "r2": 0, "r3": 0, "r4": 1, "r5": 2, "r6": 3},
        [("r1", "r2", {"name": 9.0}, "joined"), ("r1", "r4", {"name": 0.0}, "queued")],
    )
    with force.view() as view:
        plant(view, PERSON, RecordId("r4"), RecordId("r5"), Verdict.NOT_SAME, "Fingerprints differ")
    for who, case, planted in (("ivan", "larch", []), ("eve", "oak", [("r4", "r5")])):
        with force.view(who, case, Operation.CONSULTATION, Form.LIST) as view:
            found = next_questions(view, PERSON, 20)
            read = {
                one
                for left in view.released
                if "record_id" in left.rows.column_names
                for one in left.rows["record_id"].to_pylist()
            }
        (real,) = [one.question for one in found if one.question]
        assert real.harm == 0.5 * 3 * 1
        assert [(one.left, one.right) for one in found if not one.question] == planted
        assert read == {"r1", "r4", *(record for pair in planted for record in pair)}
