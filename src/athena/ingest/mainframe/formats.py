"""Which record format a file has: each candidate is tried on the first bytes, and scored by what it makes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.exact import exact_length
from athena.ingest.mainframe.framers import framer_of
from athena.ingest.mainframe.framing import Cut, FrameOptions
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.lengths import length_terms
from athena.ingest.mainframe.reading import Reading

SAMPLE = 1 << 20
_COUNTED = 1 << 15  # records without marks are measured one by one, so fewer of them are tried
_VARIANTS = ("format", "length", "little", "inclusive", "block_little", "block_inclusive", "newline")


@dataclass(frozen=True)
class StatedFrame:
    """What a person said of the record format: options, the names of those that were said, and the length field."""

    options: FrameOptions = field(default_factory=FrameOptions)
    names: frozenset[str] = frozenset()
    length_field: str | None = None

    def allows(self, candidate: FrameOptions) -> bool:
        """Whether a candidate is what was said, as far as anything was."""
        said = self.names.intersection(_VARIANTS)
        return all(getattr(candidate, name) == getattr(self.options, name) for name in said)

    def completed(self, candidate: FrameOptions) -> FrameOptions:
        """A candidate with everything else that was said."""
        return replace(candidate, **{name: getattr(self.options, name) for name in self.names})


@dataclass(frozen=True)
class FormatVerdict:
    """A record format with its options, how sure it is, and why."""

    frame: FrameOptions
    label: str
    confidence: float
    why: str


def candidates(layouts: Sequence[Layout], stated: StatedFrame) -> list[tuple[str, FrameOptions]]:
    """The formats that are open, each as the options that name it; the standard form of each comes first."""
    if stated.options.format == "L":
        return [("L", stated_length(stated, layouts))]
    length = stated.options.length or max(layout.width for layout in layouts)
    if stated.options.format == "F" and "format" in stated.names and not stated.options.length:
        return _fixed_or_counted(layouts, stated, length)
    open_ones = [(_label(frame), stated.completed(frame)) for frame in _all(layouts, length) if stated.allows(frame)]
    return open_ones or [(stated.options.format, stated.options)]


def _fixed_or_counted(layouts: Sequence[Layout], stated: StatedFrame, length: int) -> list[tuple[str, FrameOptions]]:
    """What "fixed" may mean of records with counters: all of the greatest length, or each as long as they make it."""
    fixed = stated.completed(FrameOptions("F", length=length))
    fixed = replace(fixed, length=length)
    if len(layouts) > 1 or not layouts[0].varies:
        return [("F", fixed)]
    return [("F", fixed), ("O", replace(fixed, format="O", length=0))]


def _all(layouts: Sequence[Layout], length: int) -> Iterator[FrameOptions]:
    yield FrameOptions("F", length=length)
    for little, inclusive in product((False, True), (True, False)):
        yield FrameOptions("V", little=little, inclusive=inclusive)
    for blocks_little, little, blocks, records in product((False, True), (False, True), (True, False), (True, False)):
        yield FrameOptions("VB", little=little, inclusive=records, block_little=blocks_little, block_inclusive=blocks)
    yield FrameOptions("VBS")
    yield FrameOptions("VS")
    yield FrameOptions("T")
    yield FrameOptions("T", newline=(b"\x15",))
    yield FrameOptions("T", newline=(b"\x25",))
    if len(layouts) == 1 and layouts[0].varies:
        yield FrameOptions("O")


def _label(frame: FrameOptions) -> str:
    words: list[str] = [frame.format]
    if frame.format == "VB":
        words += ["--bdw-little"] * frame.block_little + ["--rdw-little"] * frame.little
        words += ["--bdw-excludes-itself"] * (not frame.block_inclusive)
    else:
        words += ["--little"] * frame.little
    words += ["--rdw-excludes-itself"] * (not frame.inclusive)
    if frame.format == "T" and len(frame.newline) == 1:
        words.append(f"--newline {frame.newline[0].hex()}")
    return " ".join(words)


def stated_length(stated: StatedFrame, layouts: Sequence[Layout]) -> FrameOptions:
    """The frame of format L with the places of its length field."""
    fields, constant = length_terms(stated.length_field or "", layouts, stated.options.before)
    return replace(stated.options, length_fields=fields, length_adjust=stated.options.length_adjust + constant)


def infer_format(
    data: bytes,
    layouts: Sequence[Layout],
    stated: StatedFrame = StatedFrame(),
    readings: Sequence[Reading] = (Reading(),),
) -> list[FormatVerdict]:
    """Record formats that explain the sample, most likely first.

    A format is scored by how much of the sample it cuts into records of lengths the layouts allow, and, where a
    record's length hangs on counters, by how many records these fit. `readings` are the ways they may be written.
    """
    verdicts: list[FormatVerdict] = []
    for label, frame in candidates(layouts, stated):
        for reading in readings if layouts[0].varies and frame.format in "FO" else readings[:1]:
            score, why = _score(data, frame, layouts, reading)
            if score > 0:
                verdicts.append(FormatVerdict(frame, label, score, why))
    verdicts.sort(key=lambda verdict: -verdict.confidence)
    return verdicts


def shortest(node: Node) -> int:
    """The fewest bytes an item can take when the shortest of each set of redefinitions is the one in use."""
    count = node.item.occurs.least if node.item.occurs and node.counter else node.count
    if not node.is_group:
        return node.width * count
    return count * sum(min(shortest(one) for one in shared) for shared in node.storage())


def _score(data: bytes, frame: FrameOptions, layouts: Sequence[Layout], reading: Reading) -> tuple[float, str]:
    partial = len(data) >= SAMPLE
    if frame.format == "O" and len(data) > _COUNTED:
        data, partial = data[:_COUNTED], True
    piece: Bytes = np.frombuffer(bytearray(data), np.uint8)
    cut = framer_of(frame, layouts, reading).cut(piece, not partial)
    count = len(cut.starts)
    if count == 0 or (frame.format == "T" and cut.overhead == 0):
        return 0.0, "no records"
    if frame.format == "F":
        return _fixed_score(piece, cut, frame, layouts, reading)
    least, most = min(shortest(layout.root) for layout in layouts), max(layout.width for layout in layouts)
    covered = cut.used / max(len(piece), 1)
    fits = float(((cut.lengths >= min(least, most)) & (cut.lengths <= most)).mean())
    if frame.format == "O":
        fits = _counters_fit(piece, cut, layouts[0], reading, padded=False)
    elif frame.format == "T" and _is_plain_text(piece):
        fits = float((_text_lengths(piece, cut) <= most).mean())
    elif frame.format == "T" and len(set(cut.lengths.tolist())) > 1 and fits < 0.9:
        return 0.2 * covered * fits, f"{count} lines, few of a length the copybook allows"
    broken = 0.2 if cut.fault else 1.0
    why = f"{count} records, {fits:.0%} of a length the copybook allows" + (f"; {cut.fault}" if cut.fault else "")
    return broken * covered * (0.25 + 0.73 * fits), why


def _fixed_score(
    piece: Bytes, cut: Cut, frame: FrameOptions, layouts: Sequence[Layout], reading: Reading
) -> tuple[float, str]:
    step = frame.before + frame.length + frame.after
    whole = 1.0 if not cut.fault else 0.3
    score = whole * (0.5 + 0.45 * _regularity(piece, step))
    why = f"{len(cut.starts)} records of {step} bytes, {'whole' if whole == 1 else cut.fault}"
    if len(layouts) == 1 and layouts[0].varies:
        fits = _counters_fit(piece, cut, layouts[0], reading, padded=True)
        return score * (0.3 + 0.7 * fits), f"{why}; the counters of {fits:.0%} fit"
    return score, why


def _counters_fit(piece: Bytes, cut: Cut, layout: Layout, reading: Reading, *, padded: bool) -> float:
    """The share of records whose counters are within bounds; `padded` ones go on with one byte to their end."""
    fit = 0
    chosen = cut.starts[:200], cut.lengths[:200]
    for start, length in zip(*chosen, strict=True):
        record = piece[start : start + length].tobytes()
        needed, in_bounds = exact_length(layout, reading, record)
        fit += in_bounds and (not padded or len(set(record[needed:])) <= 1)
    return fit / max(len(chosen[0]), 1)


def _is_plain_text(piece: Bytes) -> bool:
    """Whether no byte is a control character that ASCII text does not hold."""
    return not bool(((piece < 0x20) & ~np.isin(piece, (0x09, 0x0A, 0x0D, 0x1A))).any())


def _text_lengths(piece: Bytes, cut: Cut) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    """Lengths of lines without the spaces at their ends, of the first thousand."""
    lines = zip(cut.starts[:1000], cut.lengths[:1000], strict=True)
    return np.array([len(piece[start : start + length].tobytes().rstrip()) for start, length in lines], np.int64)


def _regularity(piece: Bytes, step: int) -> float:
    """How alike the bytes of one column are: wrong record lengths smear columns together."""
    count = min(len(piece) // step, 2000)
    if count < 4:
        return 0.5
    table = piece[: count * step].reshape(count, step)
    kinds = table >> 4
    same = [float(np.bincount(kinds[:, column], minlength=16).max()) / count for column in range(min(step, 512))]
    return float(np.mean(same))
