import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ingest.mainframe.codepages import code_page
from athena.ingest.mainframe.doubt import Doubt
from athena.ingest.mainframe.rows import dense
from athena.ingest.mainframe.text import Trim, decode_text


def read(texts: list[bytes], page: str, trim: Trim = "right") -> tuple[list[str | None], list[int]]:
    rows = dense(np.frombuffer(b"".join(texts), np.uint8), len(texts), len(texts[0]))
    array, doubts = decode_text(rows, code_page(page), trim)
    array.validate(full=True)
    return array.to_pylist(), doubts.tolist()


@pytest.mark.parametrize(("trim", "text"), [("right", " A"), ("left", "A "), ("both", "A"), ("none", " A ")])
def test_trimming(trim: Trim, text: str) -> None:
    assert read([b"\x40\xc1\x40"], "cp037", trim)[0] == [text]


@given(st.lists(st.binary(min_size=6, max_size=6), min_size=1), st.sampled_from(["cp285", "cp037", "latin-1"]))
def test_whole_columns_decode_like_single_values(texts: list[bytes], page: str) -> None:
    values, doubts = read(texts, page, "none")
    for value, doubt, text in zip(values, doubts, texts, strict=True):
        if doubt in (Doubt.LOW_VALUES, Doubt.HIGH_VALUES):
            assert value is None
        else:
            assert value == code_page(page).decode(text)


def test_undefined_bytes_are_kept_apart_and_flagged() -> None:
    assert read([b"A\x90B"], "ascii") == (["A\ufffdB"], [Doubt.UNMAPPABLE])


def test_codecs_of_several_bytes_are_asked_value_by_value() -> None:
    assert read(["A£ ".encode("utf-16-be"), bytes(6)], "utf-16-be") == (["A£", None], [0, Doubt.LOW_VALUES])
