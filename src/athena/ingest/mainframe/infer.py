"""What a file does not say: its code page and its record format, with a measure of how sure the answer is.

Every candidate is tried on a sample and scored by what follows from it. The answer is a verdict to confirm, never a
setting used in silence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from athena.ingest.mainframe.bounded import BoundedFramer
from athena.ingest.mainframe.codepages import CodePage, code_page
from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.framing import Cut, FixedFramer, FrameOptions, Framer, LineFramer
from athena.ingest.mainframe.layout import Layout, Node
from athena.ingest.mainframe.picture import Category
from athena.ingest.mainframe.rdw import BlockFramer, RdwFramer
from athena.ingest.mainframe.refusal import LegacyRefusedError
from athena.ingest.mainframe.stream import ByteStream
from athena.ingest.mainframe.usage import Usage

SAMPLE = 1 << 20
CANDIDATES = ("cp285", "cp037", "cp1047", "cp500", "cp1140", "cp1146", "latin-1")


@dataclass(frozen=True)
class Verdict:
    """An answer, how sure it is from 0 to 1, and why in one sentence."""

    answer: str
    confidence: float
    why: str


@dataclass(frozen=True)
class FormatVerdict:
    """A record format with its options, how sure it is, and why."""

    frame: FrameOptions
    label: str
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


def settle(paths: Sequence[Path], layouts: Sequence[Layout], frame: FrameOptions | None, page: str | None) -> Settled:
    """Settle what was not stated from a sample of the input.

    Raises `LegacyRefusedError` NO_FORMAT where no record format explains the sample better than chance.
    """
    if frame is not None and page is not None:
        return Settled(frame, frame.format, 1.0, page, 1.0)
    data = sample(paths)
    format_stated = frame is not None
    label: str = frame.format if frame is not None else "F"
    sure = 1.0 if frame is not None else 0.0
    if frame is None:
        verdicts = infer_format(data, layouts) if data else []
        if data and (not verdicts or verdicts[0].confidence < 0.5):
            raise LegacyRefusedError(
                "NO_FORMAT",
                "no record format explains this file with this copybook",
                where=", ".join(str(path) for path in paths),
                remedy="Check that the copybook belongs to the file (athena legacy inspect), or state --format.",
            )
        frame = verdicts[0].frame if verdicts else FrameOptions()
        label, sure = (verdicts[0].label, verdicts[0].confidence) if verdicts else ("F", 0.0)
    if page is not None:
        return Settled(frame, label, round(sure, 3), page, 1.0, format_stated)
    judged = frame if frame.length else replace(frame, length=max(layout.width for layout in layouts))
    best = infer_code_page(data, layouts, judged)[0]
    return Settled(frame, label, round(sure, 3), best.answer, best.confidence, format_stated, False)


def sample(paths: Sequence[Path]) -> bytes:
    """The first bytes of the input, decompressed."""
    buffer = bytearray(SAMPLE)
    with ByteStream(paths) as stream:
        got = stream.fill(memoryview(buffer))
    return bytes(buffer[:got])


def infer_format(data: bytes, layouts: Sequence[Layout]) -> list[FormatVerdict]:
    """Record formats that explain the sample, most likely first.

    A format is scored by how much of the sample it cuts into records of lengths the layouts allow.
    """
    widths = {layout.width for layout in layouts}
    least, most = min(shortest(layout.root) for layout in layouts), max(widths)
    piece = np.frombuffer(data, np.uint8)
    verdicts: list[FormatVerdict] = []
    for label, frame in _formats(most):
        score, why = _score(piece, _framer(frame), least, most, len(data) >= SAMPLE)
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


def _formats(width: int) -> list[tuple[str, FrameOptions]]:
    found = [("F", FrameOptions("F", length=width))]
    for little in (False, True):
        for inclusive in (True, False):
            name = f"V{' --little' if little else ''}{'' if inclusive else ' --rdw-excludes-itself'}"
            found.append((name, FrameOptions("V", little=little, inclusive=inclusive)))
    found.append(("VB", FrameOptions("VB")))
    found.append(("T", FrameOptions("T")))
    found.append(("T --newline 15", FrameOptions("T", newline=(b"\x15",))))
    found.append(("T --newline 25", FrameOptions("T", newline=(b"\x25",))))
    return found


def _framer(frame: FrameOptions) -> Framer:
    makers: dict[str, Callable[[FrameOptions], Framer]] = {
        "F": FixedFramer,
        "V": RdwFramer,
        "VB": BlockFramer,
        "T": LineFramer,
    }
    maker = makers.get(frame.format)
    return maker(frame) if maker else BoundedFramer(frame, code_page("cp037"))


def _score(piece: Bytes, framer: Framer, least: int, most: int, partial: bool) -> tuple[float, str]:
    cut: Cut = framer.cut(piece, not partial)
    count = len(cut.starts)
    if count == 0 or (isinstance(framer, LineFramer) and cut.overhead == 0):
        return 0.0, "no records"
    covered = cut.used / max(len(piece), 1)
    fits = float(((cut.lengths >= min(least, most)) & (cut.lengths <= most)).mean())
    if isinstance(framer, FixedFramer):
        regular = _regularity(piece, framer.step)
        whole = 1.0 if not cut.fault else 0.3
        score = whole * (0.5 + 0.45 * regular)
        return score, f"{count} records of {framer.step} bytes, {'whole' if whole == 1 else cut.fault}"
    if isinstance(framer, LineFramer) and len(set(cut.lengths.tolist())) > 1 and fits < 0.9:
        return 0.2 * covered * fits, f"{count} lines, few of a length the copybook allows"
    broken = 0.2 if cut.fault else 1.0
    score = broken * covered * (0.25 + 0.73 * fits)
    return score, f"{count} records, {fits:.0%} of a length the copybook allows" + (
        f"; {cut.fault}" if cut.fault else ""
    )


def _regularity(piece: Bytes, step: int) -> float:
    """How alike the bytes of one column are: wrong record lengths smear columns together."""
    count = min(len(piece) // step, 2000)
    if count < 4:
        return 0.5
    table = piece[: count * step].reshape(count, step)
    kinds = table >> 4
    same = [float(np.bincount(kinds[:, column], minlength=16).max()) / count for column in range(min(step, 512))]
    return float(np.mean(same))


def infer_code_page(data: bytes, layouts: Sequence[Layout], frame: FrameOptions) -> list[Verdict]:
    """Code pages for the text of a sample, most likely first.

    EBCDIC or ASCII is decided by where letters, digits and spaces lie. Among EBCDIC pages only bytes they disagree on
    tell: x'5B' before digits is a pound sign in a UK page and a dollar sign in a US one, and which of the two a
    British force wrote is for a person to say, so the confidence stays low where both are sensible.
    """
    text = _text_bytes(data, layouts, frame)
    if len(text) == 0:
        return [Verdict("cp285", 0.0, "the copybook has no text fields to judge by")]
    counts = np.bincount(text, minlength=256)
    verdicts = [_judge_page(code_page(name), name, counts, text) for name in CANDIDATES]
    groups = _together(verdicts, np.unique(text))
    total = sum(group[0].confidence for group in groups) or 1.0
    found = [_group_verdict(group, total) for group in groups]
    found.sort(key=lambda verdict: -verdict.confidence)
    return found


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


def _text_bytes(data: bytes, layouts: Sequence[Layout], frame: FrameOptions) -> Bytes:
    """The bytes of text fields whose place is fixed, from the records of the sample."""
    piece = np.frombuffer(data, np.uint8)
    cut = _framer(frame).cut(piece, len(piece) < SAMPLE)
    found: list[Bytes] = []
    layout = layouts[0]
    for node in layout.root.walk():
        picture = node.item.picture
        if picture is None or picture.category is not Category.TEXT or node.item.usage is not Usage.DISPLAY:
            continue
        inside = cut.starts[cut.lengths >= node.end]
        for start in inside[:500]:
            found.append(piece[start + node.offset : start + node.end])
    return np.concatenate(found) if found else np.zeros(0, np.uint8)


def _judge_page(
    page: CodePage, name: str, counts: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", text: Bytes
) -> Verdict:
    chars = page.chars
    total = int(counts[1:].sum()) or 1
    plain = sum(int(counts[b]) for b in range(1, 256) if (chars[b].isalnum() and chars[b].isascii()) or chars[b] == " ")
    odd = sum(int(counts[b]) for b in range(1, 256) if not (chars[b].isprintable() or chars[b] == " "))
    rare = sum(int(counts[b]) for b in range(1, 256) if chars[b] in "¬¦¢^~[]{}|ÀÃÅÆ¨`¤µ§¶")
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
