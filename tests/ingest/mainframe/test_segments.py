import numpy as np
import pyarrow as pa
import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.segments import ParentLinks, SegmentOptions, resolve_targets, segment_masks

BOOK = "01 R. 05 T PIC X. 05 A PIC X(3). 05 B REDEFINES A PIC X(3). 01 S. 05 T2 PIC X."


def test_targets_are_records_or_redefinitions() -> None:
    layouts = parse_copybook(BOOK, form="free").layouts()
    assert resolve_targets(layouts, SegmentOptions("T", {"1": "A", "2": "B", "3": "S"})) == {
        "1": "R.A", "2": "R.B", "3": "S"
    }  # fmt: skip
    with pytest.raises(LegacyRefusedError) as error:
        resolve_targets(layouts, SegmentOptions("T", {"1": "NOBODY"}))
    assert error.value.code == "UNKNOWN_FIELD"


def test_several_values_may_choose_one_target() -> None:
    masks = segment_masks(pa.array(["1", "2", None, "3"]), {"1": "R.A", "2": "R.A", "3": "R.B", "9": "R.C"})
    assert masks["R.A"].tolist() == [True, True, False, False]
    assert masks["R.B"].tolist() == [False, False, False, True]
    assert not masks["R.C"].any()


def test_parents_are_found_across_blocks_and_orphans_are_told() -> None:
    links = ParentLinks({"P": "C", "G": "P"})
    parent, orphans = links.link_numbers(pa.array(["P", "C", "P", "G"]), np.arange(4))
    assert parent.to_pylist() == [None, None, 1, 2]
    assert orphans.tolist() == [True, False, False, False]
    parent, orphans = links.link_numbers(pa.array(["G", "C", "G", "P", "G"]), np.arange(4, 9))
    assert parent.to_pylist() == [2, None, None, 5, 7]
    assert orphans.tolist() == [False, False, True, False, False]


def test_no_records_have_no_parents() -> None:
    parent, orphans = ParentLinks({"P": "C"}).link_numbers(pa.array([], pa.string()), np.zeros(0, np.int64))
    assert (len(parent), len(orphans)) == (0, 0)
