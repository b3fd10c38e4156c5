"""Bodies against their leaves, sealed and opened."""

from dataclasses import replace
from pathlib import Path

from athena.ledger.bodies import BodyKeys, pack_bodies, unpack_bodies
from athena.ledger.entry import Leaf
from athena.ledger.log import LogKeys
from athena.ledger.sources import FolderSource
from athena.ledger.tiles import unpack_bundle
from athena.ledger.verify_bodies import BodyCheck


def leaves_of(folder: Path) -> list[Leaf]:
    return [Leaf.parse(leaf) for leaf in unpack_bundle((folder / "tile/entries/000").read_bytes())]


def kinds(folder: Path, leaves: list[Leaf], keys: LogKeys, held: BodyKeys | None) -> set[str]:
    check = BodyCheck(FolderSource(folder), keys.origin, held)
    check.block(0, leaves)
    return {alarm.kind.value for alarm in check.alarms}


def test_true_bodies_pass_sealed_and_opened(made_log: Path, keys: LogKeys) -> None:
    for held in (None, keys.bodies):
        assert kinds(made_log, leaves_of(made_log), keys, held) == set()


def test_swapped_short_and_cut_files_are_told(copied_log: Path, keys: LogKeys) -> None:
    path = copied_log / "bodies/000"
    bodies = unpack_bodies(path.read_bytes())
    path.write_bytes(pack_bodies([bodies[1], bodies[0], *bodies[2:]]))
    assert kinds(copied_log, leaves_of(copied_log), keys, None) == {"body-altered"}
    path.write_bytes(pack_bodies(bodies[:-1]))
    assert kinds(copied_log, leaves_of(copied_log), keys, None) == {"body-missing"}
    path.write_bytes(pack_bodies(bodies)[:-1])
    assert kinds(copied_log, leaves_of(copied_log), keys, None) == {"body-altered"}


def test_a_body_that_says_something_else_is_found_by_the_keyholder(made_log: Path, keys: LogKeys) -> None:
    leaves = leaves_of(made_log)
    for spoilt in (replace(leaves[0], commit="0" * 64), replace(leaves[0], t="2020-01-01T00:00:00Z")):
        assert kinds(made_log, [spoilt, *leaves[1:]], keys, keys.bodies) == {"body-contradicts-leaf"}
    assert kinds(made_log, leaves, keys, BodyKeys.generate()) == {"body-contradicts-leaf"}
