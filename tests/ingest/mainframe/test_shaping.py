import numpy as np
import pyarrow as pa
import pytest

from athena.ingest.mainframe.shaping import list_array, scatter, struct_array, with_nulls


def test_values_of_some_rows_stand_at_their_rows() -> None:
    assert scatter(pa.array(["A", "B"]), np.array([3, 1]), 4).to_pylist() == [None, "B", None, "A"]


def test_structs_keep_names_and_lists_keep_offsets() -> None:
    assert struct_array([("A", pa.array([1])), ("B", pa.array(["x"]))]).to_pylist() == [{"A": 1, "B": "x"}]
    assert list_array(np.array([0, 0, 2]), pa.array([5, 6])).to_pylist() == [[], [5, 6]]


def test_a_list_column_past_its_offsets_is_refused() -> None:
    with pytest.raises(OverflowError, match="smaller blocks"):
        list_array(np.array([0, 1 << 31]), pa.array([1]))


def test_more_nulls_leave_the_other_values() -> None:
    assert with_nulls(pa.array([1, 2]), np.array([False, True])).to_pylist() == [1, None]
