import pytest

from athena.ingest.mainframe.framers import plain_framer
from athena.ingest.mainframe.framing import FixedFramer, FrameOptions, LineFramer, RecordFormat
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer
from athena.ingest.mainframe.spanned import SpannedFramer


@pytest.mark.parametrize(
    ("form", "framer"),
    [("F", FixedFramer), ("V", RdwFramer), ("VB", BlockFramer), ("VS", SpannedFramer), ("VBS", SpannedFramer),
     ("T", LineFramer)],
)  # fmt: skip
def test_each_format_has_its_framer(form: RecordFormat, framer: type) -> None:
    assert isinstance(plain_framer(FrameOptions(form, length=3)), framer)
