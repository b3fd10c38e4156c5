"""Code pages: what each byte of text means. Any Python codec, and any table of 256 characters.

`cp285`, `cp1047`, `cp1146` and many more come from the `ebcdic` package, which registers them as codecs.
"""

import codecs
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ebcdic
import numpy as np

from athena.ingest.mainframe.doubt import Bytes
from athena.ingest.mainframe.refusal import LegacyRefusedError

REGISTERED = tuple(ebcdic.codec_names)  # reading the name also makes sure the codecs are registered
UNDEFINED = "\ufffd"


@dataclass(frozen=True, eq=False)
class CodePage:
    """A code page. `chars` holds 256 characters for single-byte pages and nothing for the others.

    `plain` maps a byte to its ASCII character, or to x'80' where the character is outside ASCII; `utf8` and
    `utf8_length` give each byte's UTF-8 form.
    """

    name: str
    chars: str
    plain: bytes
    utf8: Bytes
    utf8_length: Bytes
    is_ebcdic: bool

    @property
    def single_byte(self) -> bool:
        """Whether every byte is a character of its own."""
        return bool(self.chars)

    @property
    def space(self) -> int:
        """The byte of a space."""
        return 0x40 if self.is_ebcdic else 0x20

    def encode(self, text: str) -> bytes:
        """The bytes of a text. Raises `UnicodeEncodeError` for what the page cannot say."""
        if not self.chars:
            return text.encode(self.name)
        return codecs.charmap_encode(text, "strict", _encoding_map(self.chars))[0]

    def decode(self, data: bytes) -> str:
        """The text of bytes; undefined bytes become U+FFFD."""
        if not self.chars:
            return data.decode(self.name, errors="replace")
        return "".join(self.chars[byte] for byte in data)


_IANA = {"ebcdic-cp-gb": "cp285", "ebcdic-cp-us": "cp037", "ebcdic-gb-285+euro": "cp1146"}


@lru_cache(maxsize=64)
def code_page(name: str) -> CodePage:
    """A code page by number (`285`), codec name (`cp1146`, `latin-1`), `@file` with 256 characters, or `common`.

    Raises `LegacyRefusedError` with code UNKNOWN_CODE_PAGE.
    """
    if name.startswith("@"):
        return table_page(name, Path(name[1:]).read_text(encoding="utf-8").rstrip("\r\n"))
    name = _IANA.get(name.lower().replace("_", "-"), name)
    if name == "common":
        return _common()
    for candidate in (name, f"cp{name}", f"cp{name.lstrip('0').zfill(3)}", name.lower().replace("ibm", "cp")):
        try:
            codec = codecs.lookup(candidate)
        except LookupError:
            continue
        return _from_codec(codec.name)
    raise LegacyRefusedError(
        "UNKNOWN_CODE_PAGE",
        f"no code page is called '{name}'",
        where="--code-page",
        remedy="Name a Python codec (cp037, cp285, cp500, cp1047, cp1140, cp1146, ...) or @FILE with 256 characters.",
    )


def _common() -> CodePage:
    """cp037 reduced to what prints as ASCII: every other byte is a space, and so no text is flagged."""
    chars = "".join(char if " " <= char < "\x7f" else " " for char in code_page("cp037").chars)
    return table_page("common", chars)


def table_page(name: str, chars: str) -> CodePage:
    """A code page from 256 characters, byte x'00' first."""
    if len(chars) != 256:
        raise LegacyRefusedError(
            "CODE_PAGE_TABLE",
            f"the code page table holds {len(chars)} characters",
            where=name,
            remedy="Give exactly 256 characters, one for each byte from x'00' to x'FF'.",
        )
    plain = bytes(ord(char) if ord(char) < 0x80 else 0x80 for char in chars)
    utf8 = np.zeros((256, 3), np.uint8)
    lengths = np.zeros(256, np.uint8)
    for byte, char in enumerate(chars):
        encoded = char.encode("utf-8", "replace")
        utf8[byte, : len(encoded)] = list(encoded)
        lengths[byte] = len(encoded)
    return CodePage(name, chars, plain, utf8, lengths, chars[0xC1].upper() == "A" and chars[0xF0] == "0")


def _from_codec(name: str) -> CodePage:
    chars = [bytes([byte]).decode(name, errors="replace") for byte in range(256)]
    multibyte = name.replace("_", "-") in ("utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32") or any(
        len(char) != 1 for char in chars
    )
    undefined = sum(char == UNDEFINED for char in chars)
    if multibyte or undefined > 128:
        empty = np.zeros((256, 3), np.uint8)
        is_ebcdic = chars[0xC1] == "A"
        return CodePage(name, "", bytes(256), empty, np.zeros(256, np.uint8), is_ebcdic)
    return table_page(name, "".join(chars))


@lru_cache(maxsize=64)
def _encoding_map(chars: str) -> dict[int, int]:
    table: dict[int, int] = {}
    for byte, char in enumerate(chars):
        if char != UNDEFINED:
            table.setdefault(ord(char), byte)
    return table
