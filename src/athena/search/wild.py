"""Wildcards: `?` stands for one letter or digit, `*` for any number of them."""

from __future__ import annotations

import re


def wild(text: str) -> bool:
    """Whether `text` has a wildcard."""
    return "?" in text or "*" in text


def pattern_of(text: str) -> str:
    """The regular expression, for tantivy as for Python, of an identifier written with wildcards."""
    kept = re.sub(r"[^A-Z0-9?*]", "", text.upper())
    return kept.replace("?", "[A-Z0-9]").replace("*", "[A-Z0-9]*")


def word_pattern_of(text: str) -> str:
    """The regular expression of a word of a name written with wildcards."""
    kept = re.sub(r"[^a-z0-9?*]", "", text.lower())
    return kept.replace("?", "[a-z0-9]").replace("*", "[a-z0-9]*")
