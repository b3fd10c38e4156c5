"""Each record format has its framer."""

import pytest

from athena.ingest.mainframe.bounded import BoundedFramer
from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.counted import CountedFramer
from athena.ingest.mainframe.framers import framer_of
from athena.ingest.mainframe.framing import FixedFramer, FrameOptions, LineFramer, RecordFormat
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.spanned import SpannedFramer


@pytest.mark.parametrize(
    ("form", "framer"),
    [("F", FixedFramer), ("V", RdwFramer), ("VB", BlockFramer), ("VS", SpannedFramer), ("VBS", SpannedFramer),
     ("T", LineFramer), ("L", BoundedFramer), ("O", CountedFramer)],
)  # fmt: skip
def test_each_format_has_its_framer(form: RecordFormat, framer: type) -> None:
    layouts = parse_copybook("01 R. 05 A PIC X(3).", form="free").layouts()
    assert isinstance(framer_of(FrameOptions(form, length=3), layouts, Reading()), framer)
