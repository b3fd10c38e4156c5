"""Everything a person may say about a file that the file does not say itself."""

from dataclasses import dataclass, field

from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.segments import SegmentOptions


@dataclass(frozen=True)
class ReadOptions:
    """How to read files: frames, values, segments, and what to do where bytes stop being records.

    `separate` treats each path as a file of its own, with its own header and trailer; otherwise several paths are
    the parts of one split file. `quarantine` sets unreadable bytes aside instead of refusing the file. `raw` keeps
    the bytes of every record beside its values. `choices` are rules by which a field chooses a redefinition
    (`athena.ingest.mainframe.choices`). `length_field` names the field of format L. `workers` threads decode
    blocks of about `block_bytes` each.
    """

    frame: FrameOptions = field(default_factory=FrameOptions)
    reading: Reading = field(default_factory=Reading)
    segments: SegmentOptions | None = None
    choices: tuple[str, ...] = ()
    length_field: str | None = None
    separate: bool = False
    quarantine: bool = False
    raw: bool = False
    workers: int = 2
    block_bytes: int = 1 << 22
