"""The tamper matrix: twelve ways to cheat, twelve named alarms; and any flipped byte names its file.

Unless a case says otherwise the cheat can write every file of the log but holds no key. The strongest cheats hold the
log's own key and rebuild the whole tree: those only a memory or a witness can see.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from athena.ledger.alarms import Alarm
from athena.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from athena.ledger.cosignature import cosign
from athena.ledger.entry import Event, Leaf
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.note import Note, SignatureLine
from athena.ledger.policy import Policy
from athena.ledger.policy_file import write_policy
from athena.ledger.sources import FolderSource
from athena.ledger.tiles import pack_bundle, unpack_bundle
from athena.ledger.verify import Demands, verify
from athena.ledger.verify_place import Wish, verify_place

BUNDLE = "tile/entries/001"


@dataclass(frozen=True)
class Scene:
    """A log cosigned by one witness, the checkpoint an overseer kept, and the keys a cheat may or may not hold."""

    folder: Path
    policy: Policy
    kept: bytes
    keys: LogKeys
    mayor: SigningKey
    event: Event

    def alarms(self, **demands: object) -> list[Alarm]:
        wanted = replace(Demands(), **demands)  # type: ignore[arg-type]
        return list(verify(FolderSource(self.folder), self.policy, wanted).alarms)

    def kinds(self, **demands: object) -> set[str]:
        return {alarm.kind.value for alarm in self.alarms(**demands)}

    def change_bundle(self, change: Callable[[list[bytes]], list[bytes]]) -> None:
        path = self.folder / BUNDLE
        path.write_bytes(pack_bundle(change(unpack_bundle(path.read_bytes()))))

    def change_note(self, change: Callable[[Note], Note]) -> None:
        """Change the checkpoint, and the remembered one alike: this cheat can write both."""
        data = bytes(change(Note.parse((self.folder / "checkpoint").read_bytes())))
        (self.folder / "checkpoint").write_bytes(data)
        (self.folder / "state/signed").write_bytes(data)

    def rebuild(self, entries: int) -> None:
        """With the log's own key, start over and write another history."""
        shutil.rmtree(self.folder)
        Log.found(self.folder, self.keys)
        with Log.open(self.folder, self.keys) as log:
            log.append_many([self.event] * entries)


@pytest.fixture(scope="module")
def cosigned(made_log: Path, tmp_path_factory: pytest.TempPathFactory, keys: LogKeys, mayor: SigningKey) -> Path:
    folder = tmp_path_factory.mktemp("cosigned") / "log"
    shutil.copytree(made_log, folder)
    with Log.open(folder, keys) as log:
        signed = log.publish()
        log.attach(signed, [cosign(signed.checkpoint, mayor)])
    return folder


@pytest.fixture
def scene(cosigned: Path, tmp_path: Path, keys: LogKeys, mayor: SigningKey, event: Event) -> Scene:
    folder = tmp_path / "log"
    shutil.copytree(cosigned, folder)
    text = f"log {keys.signer.verifier}\nwitness mayor {mayor.verifier}\nquorum mayor\n"
    policy = write_policy(folder / "policy", text.encode())
    return Scene(folder, policy, (folder / "checkpoint").read_bytes(), keys, mayor, event)


def test_the_untouched_log_is_sound(scene: Scene) -> None:
    report = verify(FolderSource(scene.folder), scene.policy, Demands(bodies=True, memory={"kept": scene.kept}))
    assert report.ok
    assert (report.entries, report.bodies_checked) == (700, 700)
    assert [cosignature.witness.name for cosignature in report.witnesses] == ["oversight.example/mayor"]


def test_edit(scene: Scene) -> None:
    scene.change_bundle(lambda entries: [entries[0].replace(b'"v":1', b'"v":2'), *entries[1:]])
    alarms = scene.alarms()
    assert [(alarm.kind.value, alarm.what) for alarm in alarms] == [("entry-edited", BUNDLE)]
    assert "entry 256" in alarms[0].why


def test_delete(scene: Scene) -> None:
    scene.change_bundle(lambda entries: entries[:7] + entries[8:])
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [("entry-deleted", BUNDLE)]


def test_insert(scene: Scene) -> None:
    scene.change_bundle(lambda entries: [*entries[:7], b"{}", *entries[7:]])
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [("entry-inserted", BUNDLE)]


def test_reorder(scene: Scene) -> None:
    scene.change_bundle(lambda entries: [entries[1], entries[0], *entries[2:]])
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [("entries-reordered", BUNDLE)]


@pytest.mark.parametrize("way", ["file gone", "end gone"])
def test_truncate(way: str, scene: Scene) -> None:
    path = scene.folder / "tile/entries/002.p/188"
    if way == "file gone":
        path.unlink()
    else:
        path.write_bytes(pack_bundle(unpack_bundle(path.read_bytes())[:-5]))
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [
        ("entries-truncated", "tile/entries/002.p/188")
    ]


def test_backdate_by_an_outsider(scene: Scene) -> None:
    scene.change_bundle(
        lambda entries: [bytes(replace(Leaf.parse(entries[0]), t="2020-01-01T00:00:00Z")), *entries[1:]]
    )
    assert scene.kinds() == {"entry-edited"}


def test_backdate_by_the_keyholder(empty_log: Path, keys: LogKeys, event: Event, policy: Policy) -> None:
    """An honest program never writes a time before the last; a dishonest one with the key is named by the verifier."""

    class Backdating(Log):
        def _moment(self, appender: object) -> str:
            return moments.pop()

    moments = ["2020-01-01T00:00:00.000Z", datetime.now(UTC).isoformat(timespec="milliseconds")[:23] + "Z"]
    with Backdating.open(empty_log, keys) as log:
        log.append(event)
        log.append(event)
    assert [alarm.kind for alarm in verify(FolderSource(empty_log), policy).alarms] == ["time-runs-backwards"]


def test_roll_back(scene: Scene) -> None:
    """The keyholder restores last week's back-up of everything, state included."""
    scene.rebuild(300)
    without_witness = Policy.of_log(scene.keys.signer.verifier)
    report = verify(FolderSource(scene.folder), without_witness, Demands(memory={"kept": scene.kept}))
    assert [alarm.kind for alarm in report.alarms] == ["rolled-back"]
    assert "quorum-not-met" in scene.kinds()


@pytest.mark.parametrize("entries", [700, 900])
def test_fork(entries: int, scene: Scene) -> None:
    """The keyholder writes another history as long as the first, or longer."""
    scene.rebuild(entries)
    without_witness = Policy.of_log(scene.keys.signer.verifier)
    report = verify(FolderSource(scene.folder), without_witness, Demands(memory={"kept": scene.kept}))
    assert [alarm.kind for alarm in report.alarms] == ["forked"]
    assert "quorum-not-met" in scene.kinds()


@pytest.mark.parametrize("state_too", [False, True])
def test_replay_an_old_checkpoint(state_too: bool, scene: Scene) -> None:
    """A genuine, cosigned, older checkpoint is put back over the grown log; no memory is needed to see it here."""
    with Log.open(scene.folder, scene.keys) as log:
        log.append_many([scene.event] * 50)
    (scene.folder / "checkpoint").write_bytes(scene.kept)
    if state_too:
        (scene.folder / "state/signed").write_bytes(scene.kept)
    assert scene.kinds() == {"old-checkpoint-replayed"}
    assert scene.kinds(max_age=60, now=lambda: 4_000_000_000) == {"old-checkpoint-replayed", "cosignature-too-old"}


def test_swap_the_key(scene: Scene) -> None:
    thief = SigningKey(scene.keys.origin, KeyType.LOG_ED25519, b"\x66" * 32)
    checkpoint = open_checkpoint(scene.kept, scene.keys.signer.verifier).checkpoint
    scene.change_note(lambda note: sign_checkpoint(checkpoint, thief).note.with_lines(*note.lines[1:]))
    assert scene.kinds() == {"log-key-swapped"}


def test_strip_the_log_s_line(scene: Scene) -> None:
    scene.change_note(lambda note: Note(note.text, note.lines[1:]))
    assert scene.kinds() == {"log-line-missing"}


def test_forge_a_witness_line(scene: Scene) -> None:
    def forge(note: Note) -> Note:
        line = note.lines[1]
        false = line.signature[:-1] + bytes([line.signature[-1] ^ 1])
        return Note(note.text, (note.lines[0], SignatureLine(line.name, line.key_id, false)))

    scene.change_note(forge)
    assert scene.kinds() == {"witness-line-forged", "quorum-not-met"}


def test_a_false_log_signature(scene: Scene) -> None:
    scene.change_note(lambda note: Note(note.text.replace("700", "701"), note.lines))
    assert scene.kinds() == {"log-signature-false"}


def test_another_log_s_checkpoint(scene: Scene) -> None:
    other = SigningKey("other.example", KeyType.LOG_ED25519, b"\x66" * 32)
    scene.change_note(lambda note: sign_checkpoint(Checkpoint("other.example", 700, bytes(32)), other).note)
    assert scene.kinds() == {"wrong-origin"}


def test_a_rebuilt_tree_under_the_old_checkpoint(scene: Scene) -> None:
    """All entries and tiles rewritten to agree with each other, but nobody has signed their root."""
    kept = {name: (scene.folder / name).read_bytes() for name in ("checkpoint", "state/signed")}
    scene.rebuild(700)
    for name, data in kept.items():
        (scene.folder / name).write_bytes(data)
    assert "root-mismatch" in scene.kinds()


def test_bodies_that_are_gone(scene: Scene) -> None:
    (scene.folder / "bodies/001").unlink()
    assert scene.kinds() == {"body-missing"}
    shutil.rmtree(scene.folder / "bodies")
    assert scene.kinds() == set()
    assert scene.kinds(bodies=True) == {"body-missing"}


@pytest.mark.parametrize("name", ["tile/0/001", "tile/1/000.p/2", "tile/0/002.p/188"])
def test_tiles_that_are_gone(name: str, scene: Scene) -> None:
    (scene.folder / name).unlink()
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [("tile-missing", name)]


@pytest.mark.parametrize("name", ["tile/0/005.txt", "tile/note", "bodies/x"])
def test_files_that_do_not_belong(name: str, scene: Scene) -> None:
    (scene.folder / name).write_bytes(b"x")
    assert [(alarm.kind.value, alarm.what) for alarm in scene.alarms()] == [("unexpected-file", name)]


def test_two_neighbouring_files_touched_at_once_are_both_named(scene: Scene) -> None:
    for name in ("tile/0/001", BUNDLE):
        data = bytearray((scene.folder / name).read_bytes())
        data[100] ^= 1
        (scene.folder / name).write_bytes(data)
    assert {alarm.what for alarm in scene.alarms()} == {"tile/0/001", BUNDLE}


def test_every_kind_of_file_has_its_flip_named(scene: Scene) -> None:
    """One byte in the middle of each file of the log, state and policy included."""
    for path in sorted(scene.folder.rglob("*")):
        if path.is_file() and path.name not in ("lock", "journal"):
            assert_named(scene, path, path.stat().st_size // 2, 0x10)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_flipped_byte_names_its_file(data: st.DataObject, scene: Scene) -> None:
    files = [path for path in sorted(scene.folder.rglob("*")) if path.is_file() and path.name != "lock"]
    path = data.draw(st.sampled_from(files))
    assert_named(scene, path, data.draw(st.integers(0, path.stat().st_size - 1)), 1 << data.draw(st.integers(0, 7)))


def assert_named(scene: Scene, path: Path, at: int, mask: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bytes([whole[at] ^ mask]) + whole[at + 1 :])
    try:
        (report,) = verify_place(str(scene.folder), Wish()).values()
    finally:
        path.write_bytes(whole)
    name = path.relative_to(scene.folder).as_posix().removesuffix(".sha256")
    named = {alarm.what.removeprefix(f"{scene.folder}/") for alarm in report.alarms}
    assert named == {name}, (name, at, mask, [str(alarm) for alarm in report.alarms])
