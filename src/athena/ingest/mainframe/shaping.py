"""Arrow columns put together: structs of columns, lists from offsets, values of some rows among all rows."""

import numpy as np
import pyarrow as pa

from athena.ingest.mainframe.doubt import Ints, Mask

Named = tuple[str, pa.Array]


def with_nulls(array: pa.Array, gone: Mask) -> pa.Array:
    """The array with more nulls."""
    if not gone.any():
        return array
    return pa.compute.if_else(pa.array(gone), pa.scalar(None, array.type), array)


def struct_array(named: list[Named]) -> pa.StructArray:
    """A struct of named columns."""
    return pa.StructArray.from_arrays(
        [array for _, array in named], fields=[pa.field(name, array.type) for name, array in named]
    )


def list_array(offsets: Ints, values: pa.Array) -> pa.Array:
    """A list column from offsets. Raises `OverflowError` past the two thousand million elements of one block."""
    if int(offsets[-1]) > 2**31 - 1:
        raise OverflowError("a block holds too many table elements; use smaller blocks")
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)


def scatter(array: pa.Array, at: Ints, count: int) -> pa.Array:
    """Values of some rows put at their rows, nulls elsewhere."""
    index = np.zeros(count, np.int64)
    index[at] = np.arange(len(at))
    mask = np.ones(count, bool)
    mask[at] = False
    return array.take(pa.array(index, mask=mask))
