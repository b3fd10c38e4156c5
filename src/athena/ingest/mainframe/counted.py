"""Records that follow each other with nothing between, as long as their own counters make them (format O).

Nothing but the counters says where the next record begins, and a counter may stand after a table, so each record is
measured on its own by the exact decoder: thousands of records a second, not millions.
"""

import numpy as np

from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.exact import exact_length
from athena.ingest.mainframe.framing import Cut, FrameOptions
from athena.ingest.mainframe.layout import Layout
from athena.ingest.mainframe.reading import Reading


class CountedFramer:
    """Measures each record by its layout."""

    def __init__(self, options: FrameOptions, layout: Layout, reading: Reading) -> None:
        self.options = options
        self.layout = layout
        self.reading = reading

    def cut(self, piece: Bytes, final: bool) -> Cut:
        """Whole records; near the end of a piece only those that certainly have all their bytes."""
        before, after = self.options.before, self.options.after
        starts: list[int] = []
        lengths: list[int] = []
        position = 0
        fault = ""
        while position < len(piece):
            record = piece[position + before : position + before + self.layout.width].tobytes()
            if len(record) < self.layout.width and not final:
                break
            length, _ = exact_length(self.layout, self.reading, record)
            if position + before + length + after > len(piece):
                fault = f"the last record has {len(piece) - position} of {before + length + after} bytes"
                break
            starts.append(position + before)
            lengths.append(length)
            position += before + length + after
        filler = (before + after) * len(starts)
        return Cut(np.array(starts, np.int64), np.array(lengths, np.int64), position, filler=filler, fault=fault)
