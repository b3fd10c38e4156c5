"""The journal gives back whole batches, drops a torn tail and refuses damage before the last batch."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.failures import StopTheLine
from athena.ledger.files import Files
from athena.ledger.journal import JournalWriter, Record, parse_journal, read_journal, renew_journal, start_journal

BATCHES = [[Record(b"leaf%d" % n, bytes(n * 10)) for n in range(count)] for count in (1, 3, 2)]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "journal"
    start_journal(Files(), path, 40)
    writer = JournalWriter(Files(), path, 40)
    for batch in BATCHES:
        writer.append(batch)
    writer.close()
    return path


def test_records_come_back_in_order(written: Path) -> None:
    journal = read_journal(Files(), written)
    assert journal.base == 40
    assert list(journal.records) == [record for batch in BATCHES for record in batch]
    assert not journal.torn


def test_the_file_is_extended_ahead_with_zeros_so_that_an_append_changes_no_length(written: Path) -> None:
    length = written.stat().st_size
    assert length == 65_536
    assert not any(written.read_bytes()[read_journal(Files(), written).end :])


def test_a_large_batch_extends_it_further(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    start_journal(Files(), path, 0)
    writer = JournalWriter(Files(), path, 0)
    big = [Record(b"x" * 60_000, b"y" * 90_000)] * 30
    writer.append(big)
    writer.append(big[:1])
    writer.close()
    assert len(read_journal(Files(), path).records) == 31


def test_every_cut_of_the_last_batch_is_a_torn_tail(written: Path) -> None:
    data = written.read_bytes()
    whole = parse_journal(data, written)
    before = parse_journal(data[: whole.end - 1], written)
    assert before.torn
    assert len(before.records) == 4
    for end in range(before.end, whole.end):
        cut = parse_journal(data[:end] + bytes(100), written)
        assert cut.records == before.records or cut.records == whole.records


def test_every_flipped_byte_is_noticed(written: Path) -> None:
    data = written.read_bytes()
    whole = parse_journal(data, written)
    last = parse_journal(data[: whole.end - 1], written).end
    for at in range(whole.end + 50):
        spoilt = data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]
        if at < last:
            with pytest.raises(StopTheLine):
                parse_journal(spoilt, written)
        else:
            assert parse_journal(spoilt, written).torn


@given(st.binary(max_size=300))
def test_any_bytes_stop_the_line_or_parse(data: bytes) -> None:
    with pytest.raises(StopTheLine):
        parse_journal(data, Path("journal"))


def test_a_missing_journal_stops_the_line(tmp_path: Path) -> None:
    with pytest.raises(StopTheLine, match="missing"):
        read_journal(Files(), tmp_path / "journal")


def test_a_renewed_journal_holds_what_it_was_given_and_goes_on_behind_it(written: Path) -> None:
    kept = [record for batch in BATCHES[1:] for record in batch]
    writer = renew_journal(Files(), written, 41, kept)
    writer.append(BATCHES[0])
    writer.close()
    journal = read_journal(Files(), written)
    assert (journal.base, list(journal.records)) == (41, [*kept, *BATCHES[0]])
    renew_journal(Files(), written, 47, []).close()
    assert read_journal(Files(), written).records == ()
