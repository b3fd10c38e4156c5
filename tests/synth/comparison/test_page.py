import numpy as np
import pytest

from athena.synth.comparison.page import BEGIN, END, overlap, put_between, share_table


def test_a_table_has_a_row_for_every_word_of_any_place() -> None:
    table = share_table({"here": {"a_b": 0.25}, "there": {"a_b": 0.5, "c": 0.5}})
    assert table.splitlines() == [
        "|  | here | there |",
        "| --- | --- | --- |",
        "| a b | 25.0 | 50.0 |",
        "| c |  | 50.0 |",
    ]


def test_what_distributions_have_in_common() -> None:
    same, other = np.array([0.5, 0.5, 0]), np.array([0, 0, 1.0])
    assert overlap(same, same) == 1
    assert overlap(same, other) == 0


def test_only_what_is_between_the_marks_is_replaced_and_twice_is_as_once() -> None:
    page = f"a\n{BEGIN}\nold\n{END}\nb\n"
    once = put_between(page, "new")
    assert "old" not in once
    assert once.startswith("a\n")
    assert once.endswith("\nb\n")
    assert put_between(once, "new") == once


@pytest.mark.parametrize("page", ["", BEGIN, f"{BEGIN}{BEGIN}{END}"])
def test_a_page_without_both_marks_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="marks"):
        put_between(page, "new")
