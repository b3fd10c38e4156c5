import numpy as np

from athena.ingest.mainframe.rows import dense, gather

DATA = np.arange(1, 25, dtype=np.uint8)


def test_a_word_holds_the_last_eight_bytes_with_what_lies_before_the_row_cleared() -> None:
    rows = dense(DATA, 2, 12)
    assert [int(word) for word in rows.part(0, 3).word()] == [0x010203, 0x0D0E0F]
    assert [int(word) for word in rows.part(2, 8).word()] == [0x030405060708090A, 0x0F10111213141516]
    assert [int(word) for word in rows.word(back=8)] == [0x01020304, 0x0D0E0F10]


def test_parts_are_views_and_picks_are_copies() -> None:
    rows = dense(DATA, 2, 12)
    assert rows.part(4, 2).matrix().tolist() == [[5, 6], [17, 18]]
    assert rows.pick(np.array([1])).matrix().tolist() == [DATA[12:].tolist()]
    assert rows.byte(11).tolist() == [12, 24]


def test_gather_takes_rows_from_anywhere_and_zeros_past_the_end() -> None:
    rows = gather(DATA, np.array([20, 3, 3]), 4)
    assert rows.matrix().tolist() == [[21, 22, 23, 24], [4, 5, 6, 7], [4, 5, 6, 7]]
    assert gather(DATA, np.array([0]), 26).matrix()[0, -2:].tolist() == [0, 0]


def test_no_rows_have_no_words() -> None:
    rows = gather(DATA, np.zeros(0, np.int64), 4)
    assert len(rows.word()) == len(rows.matrix()) == len(rows.byte(3)) == 0


def test_translate_changes_every_byte() -> None:
    table = bytes(255 - byte for byte in range(256))
    assert dense(DATA[:4], 2, 2).translate(table).matrix().tolist() == [[254, 253], [252, 251]]
