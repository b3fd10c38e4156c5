from __future__ import annotations

from athena.access.adopt import difference
from athena.access.policy import Policy, policy_from


def test_the_difference_names_rules_added_removed_and_changed_and_every_file_touched(policy: Policy) -> None:
    text = policy.files["40-log.cedar"]
    changed = text.replace('"log-integrity", "log-criminal-proceedings"', '"log-integrity"', 1)
    new = policy_from({**policy.files, "40-log.cedar": changed.replace("log-overseer", "log-outsider")})
    what = difference(policy.files, new, policy)
    assert what.added == ("log-outsider",)
    assert what.removed == ("log-overseer",)
    assert what.changed == ("log-four-uses",)
    assert what.files == ("40-log.cedar",)


def test_nothing_differs_from_itself_and_all_from_nothing(policy: Policy) -> None:
    same = difference(policy.files, policy, policy)
    assert (same.added, same.removed, same.changed, same.files) == ((), (), (), ())
    assert len(difference({}, policy, None).added) == len(policy.rules)
