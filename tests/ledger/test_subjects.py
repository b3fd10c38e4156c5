"""Subject references: the same until erased, and nobody's afterwards."""

import sqlite3
from pathlib import Path
from threading import Thread

from athena.ledger.subjects import SubjectKeys


def test_a_subject_keeps_its_reference(tmp_path: Path) -> None:
    with SubjectKeys(tmp_path / "s") as subjects:
        first = subjects.references(["a", "b", "a"])
        assert first[0] == first[2] != first[1]
        assert subjects.reference("a") == first[0]
        assert subjects.reference("never met") is None
    with SubjectKeys(tmp_path / "s") as again:
        assert again.references(["b"]) == first[1:2]


def test_a_destroyed_key_leaves_no_trace_and_a_new_life_has_a_new_reference(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with SubjectKeys(path) as subjects:
        before = subjects.references(["subject-of-erasure"])[0]
        database = sqlite3.connect(path)
        (key,) = database.execute("SELECT key FROM subject").fetchone()
        database.close()
        assert key in path.read_bytes()
        assert subjects.destroy("subject-of-erasure")
        assert not subjects.destroy("subject-of-erasure")
        assert subjects.reference("subject-of-erasure") is None
        after = subjects.references(["subject-of-erasure"])[0]
    data = path.read_bytes()
    assert key not in data
    assert b"subject-of-erasure" not in data
    assert before != after


def test_references_of_two_ledgers_do_not_match(tmp_path: Path) -> None:
    with SubjectKeys(tmp_path / "a") as one, SubjectKeys(tmp_path / "b") as two:
        assert one.references(["x"]) != two.references(["x"])


def test_the_file_is_its_owner_s_only(tmp_path: Path) -> None:
    with SubjectKeys(tmp_path / "s"):
        assert (tmp_path / "s").stat().st_mode & 0o077 == 0


def test_two_holders_agree_on_new_subjects(tmp_path: Path) -> None:
    found: list[list[str]] = []
    with SubjectKeys(tmp_path / "s") as one, SubjectKeys(tmp_path / "s") as two:
        names = [f"subject {n}" for n in range(40)]
        threads = [Thread(target=lambda s=s: found.append(s.references(names))) for s in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found[0] == found[1]
