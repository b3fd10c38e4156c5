from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from athena.access.ground import GroundId, GroundKind, GroundName, ground_named, in_force, read_grounds
from athena.access.refused import Refused
from athena.pole import Refused as VocabularyRefused

FOLDER = Path(__file__).parents[2] / "policy"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = """\
kind: investigation
plain: An offence is investigated.
legal_basis: CPIA 1996
kinds: [crime]
roles: [investigator]
operations: [consultation]
forms: [record]
lasts_days: 7
"""


def test_only_six_kinds_are_law_enforcement_purposes() -> None:
    assert [str(kind) for kind in GroundKind if kind.law_enforcement] == [
        "prevention",
        "investigation",
        "detection",
        "prosecution",
        "execution",
        "public-security",
    ]


def test_a_ground_is_in_force_until_it_expires() -> None:
    name = GroundName("volume-crime")
    ground = in_force(GroundId("x"), name, ground_named(FOLDER, name), NOW)
    assert ground.seen(NOW).current
    assert ground.seen(ground.expires - timedelta(seconds=1)).current
    assert not ground.seen(ground.expires).current


def test_an_unknown_ground_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="volume-crime") as refused:
        ground_named(FOLDER, "curiosity")
    assert refused.value.code == "access.ground-unknown"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: investigation", "kind: curiosity"),
        ("lasts_days: 7", "lasts_days: 0"),
        ("[consultation]", "[gossip]"),
        ("[consultation]", "[break-glass]"),
        ("[crime]", '["*"]'),
        ("[investigator]", "[king]"),
        ("forms: [record]", "forms: []"),
        ("lasts_days: 7", "lasts_days: 7\nschedule_8: because"),
        ("lasts_days: 7", "lasts_days: 7\nmood: good"),
    ],
)
def test_a_ground_file_that_is_not_one_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "grounds").mkdir()
    file = tmp_path / "grounds" / "mine.yaml"
    file.write_text(GOOD)
    assert list(read_grounds(tmp_path)) == ["mine"]
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(VocabularyRefused, match=r"mine\.yaml, line"):
        read_grounds(tmp_path)
