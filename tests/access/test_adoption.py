from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from athena.access.adoption import adopt_folder
from athena.access.archive import archived_policy, policy_in_force
from athena.access.principal import PrincipalId
from athena.access.refused import Refused

if TYPE_CHECKING:
    from athena.access.door import Door
    from athena.lake.workspace import Workspace

DORA = PrincipalId("dora")
NEW = """
@id("no-reading-on-sundays")
@plain("Nobody reads a list for statistics.")
@basis("DPA 2018 s.41")
@since("2026-11-23")
forbid (principal, action, resource)
when { context.form == "list" && context.ground.kind == "statistics" };
"""


def test_a_changed_policy_is_in_force_once_it_is_adopted_and_the_old_text_is_kept(
    workspace: Workspace, reopened: Callable[[], Door]
) -> None:
    with reopened() as door:
        old = door.policy
    (workspace.folder / "policy" / "60-local.cedar").write_text(NEW)
    with pytest.raises(Refused, match=r"access\.policy-changed"):
        reopened()
    entry, what = adopt_folder(workspace, DORA, "wendy", "Agreed by the ethics panel")
    assert (what.added, what.removed, what.changed, what.files) == (
        ("no-reading-on-sundays",),
        (),
        (),
        ("60-local.cedar",),
    )
    with reopened() as door:
        assert policy_in_force(door.database) == door.policy.digest != old.digest
        assert archived_policy(door.database, old.digest) == old.files
    assert entry > 0


def test_a_policy_is_not_adopted(workspace: Workspace) -> None:
    with pytest.raises(Refused, match=r"access\.policy-same"):
        adopt_folder(workspace, DORA, "wendy", "Nothing has changed")
    local = workspace.folder / "policy" / "60-local.cedar"
    local.write_text(NEW)
    with pytest.raises(Refused, match=r"access\.policy-not-yours"):
        adopt_folder(workspace, PrincipalId("ivan"), "wendy", "I should like to")
    with pytest.raises(Refused, match=r"access\.reason-short"):
        adopt_folder(workspace, DORA, "wendy", "why")
    local.write_text(NEW.replace("@since", "@when"))
    with pytest.raises(Refused, match=r"access\.policy-invalid"):
        adopt_folder(workspace, DORA, "wendy", "Agreed by the ethics panel")
