"""Which framer cuts which record format."""

from collections.abc import Sequence

from athena.ingest.mainframe.bounded import BoundedFramer
from athena.ingest.mainframe.counted import CountedFramer
from athena.ingest.mainframe.framing import FixedFramer, FrameOptions, Framer, LineFramer
from athena.ingest.mainframe.layout import Layout
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.spanned import SpannedFramer


def framer_of(frame: FrameOptions, layouts: Sequence[Layout], reading: Reading) -> Framer:
    """The framer of a format. Only L and O look at the reading, and only O at the first layout."""
    match frame.format:
        case "V":
            return RdwFramer(frame)
        case "VB":
            return BlockFramer(frame)
        case "VS" | "VBS":
            return SpannedFramer(frame)
        case "T":
            return LineFramer(frame)
        case "L":
            return BoundedFramer(frame, reading.page)
        case "O":
            return CountedFramer(frame, layouts[0], reading)
        case "F":
            return FixedFramer(frame)
