"""What a file does not say: its code page and its record format, with a measure of how sure the answer is.

Every candidate is tried on a sample and scored by what follows from it. The answer is a verdict to confirm, never a
setting used in silence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from athena.ingest.mainframe.codepages import CodePage, code_page
from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.formats import SAMPLE, FormatVerdict, StatedFrame, candidates, infer_format
from athena.ingest.mainframe.framers import framer_of
from athena.ingest.mainframe.framing import FrameOptions
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.picture import Category
from athena.ingest.mainframe.reading import Reading
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.stream import ByteStream
from athena.ingest.mainframe.usage import Usage

ANY_EBCDIC = "ebcdic"
"""What a person says who knows that a file is EBCDIC, and not which page of it."""
CANDIDATES = ("cp285", "cp037", "cp1047", "cp500", "cp1140", "cp1146", "latin-1")


@dataclass(frozen=True)
class Verdict:
    """An answer, how sure it is from 0 to 1, and why in one sentence."""

    answer: str
    confidence: float
    why: str


@dataclass(frozen=True)
class Settled:
    """Format and code page to read with: stated ones with confidence 1, inferred ones with their own."""

    frame: FrameOptions
    format: str
    format_confidence: float
    code_page: str
    code_page_confidence: float
    format_stated: bool = True
    code_page_stated: bool = True


def settle(
    paths: Sequence[Path],
    layouts: Sequence[Layout],
    stated: StatedFrame,
    page: str | None,
    reading: Reading,
    *,
    doubtful: bool = False,
) -> Settled:
    """Settle what was not stated from a sample of the input.

    Where only the format is stated, its variants (byte order, whether descriptors count themselves, line ends) are
    told apart by the sample. Raises `LegacyRefusedError` NO_FORMAT where no format explains the sample better than
    chance and none was stated; with `doubtful`, which is for looking at a file, the likeliest is taken all the same.
    """
    ebcdic = page is not None and page.lower() == ANY_EBCDIC
    page = None if ebcdic else page
    open_formats = candidates(layouts, stated)
    only = open_formats[0] if len(open_formats) == 1 else None
    if only is not None and page is not None:
        return Settled(only[1], only[0], 1.0, page, 1.0)
    data = _inside(sample(paths), stated.options)
    frame, label, sure = only[1] if only else open_formats[0][1], only[0] if only else open_formats[0][0], 1.0
    if only is None:
        verdicts = infer_format(data, layouts, stated, _readings(reading, page)) if data else []
        weak = not verdicts or verdicts[0].confidence < 0.5
        if data and weak and "format" not in stated.names and not doubtful:
            raise LegacyRefusedError(
                "NO_FORMAT",
                "no record format explains this file with this copybook",
                where=", ".join(str(path) for path in paths),
                remedy="Check that the copybook belongs to the file (athena legacy inspect), or state --format.",
            )
        sure = 0.0
        if verdicts:
            frame, label, sure = verdicts[0].frame, verdicts[0].label, verdicts[0].confidence
    known = only is not None
    if page is not None:
        return Settled(frame, label, round(sure, 3), page, 1.0, known)
    best = max(
        (
            verdict
            for one in _readings(reading, None)
            for verdict in infer_code_page(data, layouts, frame, one)[: None if ebcdic else 1]
            if not ebcdic or code_page(verdict.answer).is_ebcdic
        ),
        key=lambda verdict: verdict.confidence,
        default=Verdict(CANDIDATES[0], 0.0, "nothing tells"),
    )
    return Settled(frame, label, round(sure, 3), best.answer, best.confidence, known, False)


def examine(
    paths: Sequence[Path], layouts: Sequence[Layout], settled: Settled, reading: Reading
) -> tuple[list[FormatVerdict], list[Verdict]]:
    """What the bytes themselves say of format and code page, whatever was stated; the most likely first."""
    around = StatedFrame(
        FrameOptions(file_header=settled.frame.file_header, file_trailer=settled.frame.file_trailer),
        frozenset({"file_header", "file_trailer"}),
    )
    data = _inside(sample(paths), settled.frame)
    formats = infer_format(data, layouts, around, _readings(reading, settled.code_page))
    return formats, infer_code_page(data, layouts, settled.frame, reading)


def _inside(data: bytes, frame: FrameOptions) -> bytes:
    """The sample without what lies around the records of the file."""
    end = len(data) - frame.file_trailer if len(data) < SAMPLE else len(data)
    return data[frame.file_header : max(end, 0)]


def _readings(reading: Reading, page: str | None) -> list[Reading]:
    """How counters may be written where no code page is stated: in EBCDIC or in ASCII."""
    pages = [page] if page is not None else ["cp037", "latin-1"]
    return [replace(reading, page=code_page(name)) for name in pages]


def sample(paths: Sequence[Path]) -> bytes:
    """The first bytes of the input, decompressed."""
    buffer = bytearray(SAMPLE)
    with ByteStream(paths) as stream:
        got = stream.fill(memoryview(buffer))
    return bytes(buffer[:got])


def infer_code_page(
    data: bytes,
    layouts: Sequence[Layout],
    frame: FrameOptions,
    reading: Reading = Reading(),  # noqa: B008
) -> list[Verdict]:
    """Code pages for the text of a sample, most likely first.

    EBCDIC or ASCII is decided by where letters, digits and spaces lie. Among EBCDIC pages only bytes they disagree on
    tell: x'5B' before digits is a pound sign in a UK page and a dollar sign in a US one, and which of the two a
    British force wrote is for a person to say, so the confidence stays low where both are sensible.
    """
    judged = frame if frame.length else replace(frame, length=max(layout.width for layout in layouts))
    text = _field_bytes(data, layouts, judged, reading, _is_text)
    if len(text) == 0:
        return _by_digits(_field_bytes(data, layouts, judged, reading, _is_digits))
    counts = np.bincount(text, minlength=256)
    verdicts = [_judge_page(code_page(name), name, counts, text) for name in CANDIDATES]
    groups = _together(verdicts, np.unique(text))
    total = sum(group[0].confidence for group in groups) or 1.0
    found = [_group_verdict(group, total) for group in groups]
    found.sort(key=lambda verdict: -verdict.confidence)
    return [*_as_utf8(found[0], text), *found]


def _as_utf8(best: Verdict, text: Bytes) -> list[Verdict]:
    """The verdict that ASCII text with bytes above x'7F' is UTF-8, where each of them fits: chance would not do it."""
    if best.answer != "latin-1" or not bool((text > 0x7F).any()):
        return []
    try:
        text.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return []
    return [Verdict("utf-8", best.confidence, f"{best.why}; every byte above x'7F' is part of a UTF-8 character")]


def _together(verdicts: list[Verdict], used: Bytes) -> list[list[Verdict]]:
    """Pages that give the same text for every byte of the sample, most likely first."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        chars = code_page(verdict.answer).chars
        groups.setdefault("".join(chars[byte] for byte in used), []).append(verdict)
    return list(groups.values())


def _group_verdict(group: list[Verdict], total: float) -> Verdict:
    """One answer for pages the sample cannot tell apart; not knowing pound from dollar halves the confidence."""
    first, *others = sorted(group, key=lambda verdict: CANDIDATES.index(verdict.answer))
    signs = {code_page(verdict.answer).chars[0x5B] for verdict in group}
    why = first.why
    if others:
        why += f"; the same text in {', '.join(other.answer for other in others)}"
    if len(signs) > 1:
        why += f"; no byte here tells {' from '.join(sorted(signs, reverse=True))}"
    return Verdict(first.answer, round(first.confidence / total / len(signs), 3), why)


def _by_digits(found: Bytes) -> list[Verdict]:
    """Without text only digits tell EBCDIC from ASCII; which EBCDIC page it is, nothing does."""
    ebcdic = float((found >> 4 == 0xF).mean()) if len(found) else 0.0
    ascii_ = float(((found >= 0x30) & (found <= 0x39)).mean()) if len(found) else 0.0
    if ascii_ > ebcdic:
        return [
            Verdict("latin-1", round(ascii_, 3), f"no text to judge by; {ascii_:.0%} of digit places are ASCII digits")
        ]
    why = f"no text to judge by; {ebcdic:.0%} of digit places are EBCDIC digits, in any EBCDIC page"
    return [Verdict("cp285", round(ebcdic / 2, 3), why)]


def _is_text(node: Node) -> bool:
    picture = node.item.picture
    return picture is not None and picture.category is Category.TEXT and node.item.usage is Usage.DISPLAY


def _is_digits(node: Node) -> bool:
    picture = node.item.picture
    return picture is not None and picture.category is Category.NUMERIC and node.item.usage is Usage.DISPLAY


def _field_bytes(
    data: bytes, layouts: Sequence[Layout], frame: FrameOptions, reading: Reading, wanted: Callable[[Node], bool]
) -> Bytes:
    """The bytes of some fields whose place is fixed, from the records of the sample."""
    piece = np.frombuffer(bytearray(data), np.uint8)
    cut = framer_of(frame, layouts, reading).cut(piece, len(piece) < SAMPLE)
    found: list[Bytes] = []
    layout = layouts[0]
    for node in layout.root.walk():
        if not wanted(node) or (layout.varies and node.end > layout.fixed_part):
            continue
        reaching = np.flatnonzero(cut.lengths > (node.offset if frame.format == "T" else node.end - 1))[:500]
        for start, length in zip(cut.starts[reaching], cut.lengths[reaching], strict=True):
            found.append(piece[start + node.offset : start + min(node.end, length)])
    return np.concatenate(found) if found else np.zeros(0, np.uint8)


def _judge_page(
    page: CodePage, name: str, counts: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", text: Bytes
) -> Verdict:
    chars = page.chars
    total = int(counts[1:].sum()) or 1
    plain = sum(int(counts[b]) for b in range(1, 256) if (chars[b].isalnum() and chars[b].isascii()) or chars[b] == " ")
    odd = sum(int(counts[b]) for b in range(1, 256) if not (chars[b].isprintable() or chars[b] == " "))
    rare = sum(int(counts[b]) for b in range(1, 256) if chars[b] in "¬¦¢^~[]{}|ÀÃÅÆ¨`¤€µ§¶")
    score = max(0.0, (plain - 2 * odd - 3 * rare) / total) ** 4
    pounds, dollars = _before_digits(text, chars, "£"), _before_digits(text, chars, "$")
    if pounds:
        score *= 1.5
    if dollars and not pounds:
        score *= 0.8
    money = (
        f"; {pounds} pound signs before digits"
        if pounds
        else f"; {dollars} dollar signs before digits"
        if dollars
        else ""
    )
    return Verdict(name, score, f"{plain / total:.0%} letters, digits and spaces{money}")


def _before_digits(text: Bytes, chars: str, sign: str) -> int:
    at = chars.find(sign)
    digits = np.array([char.isdigit() and char.isascii() for char in chars])
    return int(((text[:-1] == at) & digits[text[1:]]).sum())
