"""Which framer cuts which record format, where the format alone says how."""

from athena.ingest.mainframe.framing import FixedFramer, FrameOptions, Framer, LineFramer
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer
from athena.ingest.mainframe.spanned import SpannedFramer


def plain_framer(frame: FrameOptions) -> Framer:
    """The framer of formats F, V, VB, VS, VBS and T; L and O need the layout and the code page too."""
    if frame.format == "V":
        return RdwFramer(frame)
    if frame.format == "VB":
        return BlockFramer(frame)
    if frame.format in ("VS", "VBS"):
        return SpannedFramer(frame)
    return LineFramer(frame) if frame.format == "T" else FixedFramer(frame)
