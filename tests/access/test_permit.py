from __future__ import annotations

from typing import TYPE_CHECKING

from athena.access.permit import permit_of
from athena.access.shape import shape_of

if TYPE_CHECKING:
    from tests.access.conftest import Labels, World


def test_a_permit_is_the_labels_of_rows_and_of_each_column(world: World, labels: Labels) -> None:
    with world.view("ada", "larch") as view:
        permit = permit_of(view.decisions, shape_of("person", {}))
    assert {labels.suspect.id, labels.victim.id} <= permit.rows
    assert labels.secretive.id not in permit.rows
    assert permit.columns["name_text"] == permit.columns["record_id"] == permit.rows
    assert labels.victim.id not in permit.columns["address_text"]
    assert "address_text" in permit.masked()
    assert "record_id" not in permit.masked()
