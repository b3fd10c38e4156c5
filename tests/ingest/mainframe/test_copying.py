from pathlib import Path

import pytest

from athena.ingest.mainframe.copybook import load_copybook
from athena.ingest.mainframe.refusal import CopybookError

INNER = "           05  :TAG:-NAME PIC X(3).\n           05  AGE PIC 99.\n"


def book(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.cpy").write_text(text)
    return folder / "main.cpy"


def test_a_member_is_put_in_place_with_its_words_exchanged(tmp_path: Path) -> None:
    main = (
        "       01  R.\n           COPY INNER REPLACING ==:TAG:== BY ==VICTIM==\n               ==AGE== BY ==YEARS==.\n"
    )
    record = load_copybook(book(tmp_path, main=main, inner=INNER)).records[0]
    assert [child.name for child in record.children] == ["VICTIM-NAME", "YEARS"]


def test_the_place_of_a_fault_names_the_member(tmp_path: Path) -> None:
    main = "       01  R.\n           COPY INNER.\n"
    with pytest.raises(CopybookError) as error:
        load_copybook(book(tmp_path, main=main, inner="           05  A PIK X.\n"))
    assert str(error.value.place) == "inner.cpy:1:18"


def test_text_of_the_outermost_book_may_be_exchanged(tmp_path: Path) -> None:
    path = book(tmp_path, main="       01  :TAG:-REC.\n           05  A PIC X.\n")
    assert load_copybook(path, replacing={":TAG:": "CRIME"}).records[0].name == "CRIME-REC"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("COPY NOWHERE.", "no such copybook"),
        ("COPY main.", "copies itself"),
        ("COPY inner REPLACING ==A==.", "not complete"),
        ("COPY inner WITH ==A==.", "found 'WITH'"),
        ("COPY inner REPLACING LEADING ==A== BY.", "not complete"),
        ("COPY inner", "not closed"),
        ("COPY.", "no member"),
        ("COPY '../outside'.", "no such copybook"),
    ],
)
def test_copies_that_cannot_be_made_are_refused(tmp_path: Path, statement: str, fault: str) -> None:
    (tmp_path.parent / "outside.cpy").write_text("           05 A PIC X.\n")
    with pytest.raises(CopybookError, match=fault):
        load_copybook(book(tmp_path, main=f"       01  R.\n           {statement}\n", inner=INNER))


def test_several_books_give_their_records_in_turn(tmp_path: Path) -> None:
    book(tmp_path, a="       01  A PIC X.\n", b="       01  B PIC X.\n")
    assert [r.name for r in load_copybook(tmp_path / "a.cpy", tmp_path / "b.cpy").records] == ["A", "B"]


def test_the_beginning_or_the_end_of_words_may_be_exchanged(tmp_path: Path) -> None:
    inner = "           05  OLD-NAME PIC X(3).\n           05  AGE-OLD PIC 99.\n           05  OLD PIC X.\n"
    for words, names in (
        ("LEADING ==OLD-== BY ==NEW-==", ["NEW-NAME", "AGE-OLD", "OLD"]),
        ("TRAILING ==-old== BY ==-NEW==", ["OLD-NAME", "AGE-NEW", "OLD"]),
        ("LEADING ==OLD-== BY ====\n               TRAILING ==-OLD== BY ==-X==", ["NAME", "AGE-X", "OLD"]),
    ):
        main = f"       01  R.\n           COPY INNER REPLACING {words}.\n"
        record = load_copybook(book(tmp_path, main=main, inner=inner)).records[0]
        assert [child.name for child in record.children] == names
