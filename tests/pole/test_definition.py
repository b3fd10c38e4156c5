from pathlib import Path

import pytest
from pydantic import Field

from athena.pole.definition import Definition, names_in, read_definition, vocabulary
from athena.pole.refusal import Refused


class Part(Definition):
    label: str


class Whole(Definition):
    parts: dict[str, Part]
    rest: tuple[Part, ...] = Field(default=(), strict=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "whole.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal_of(path: Path) -> Refused:
    with pytest.raises(Refused) as caught:
        read_definition(path, Whole)
    return caught.value


def test_a_good_file_is_read_and_frozen(tmp_path: Path) -> None:
    whole = read_definition(write(tmp_path, "parts:\n  one: {label: One}\n"), Whole)
    assert whole.parts["one"].label == "One"
    with pytest.raises(ValueError, match="frozen"):
        whole.parts["one"].label = "Two"


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    refused = refusal_of(write(tmp_path, "parts:\n  one:\n    label: One\n    lable: Two\n"))
    assert refused.code == "pole.definition.invalid"
    assert refused.where == "whole.yaml, line 4"
    assert "parts.one.lable: this key is not known" in refused.why
    assert "docs/pole.md" in refused.remedy


def test_a_missing_label_is_refused_with_the_line_of_what_lacks_it(tmp_path: Path) -> None:
    refused = refusal_of(write(tmp_path, "parts:\n  one: {label: One}\n  two: {}\n"))
    assert refused.where == "whole.yaml, line 3"
    assert "parts.two.label: this key is required and absent" in refused.why


def test_a_name_given_twice_is_refused_and_not_silently_replaced(tmp_path: Path) -> None:
    refused = refusal_of(write(tmp_path, "parts:\n  one: {label: One}\n  one: {label: Two}\n"))
    assert refused.code == "pole.definition.unreadable"
    assert refused.where == "whole.yaml, line 3"
    assert "'one' is given twice" in refused.why


def test_text_that_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    refused = refusal_of(write(tmp_path, "parts:\n  one: [\n"))
    assert refused.code == "pole.definition.unreadable"
    assert "line" in refused.where


def test_a_mistake_inside_a_list_is_refused_with_its_line(tmp_path: Path) -> None:
    refused = refusal_of(write(tmp_path, "parts: {}\nrest:\n  - label: One\n  - label: Two\n    lable: Three\n"))
    assert refused.where == "whole.yaml, line 5"
    assert "rest.1.lable" in refused.why


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal_of(write(tmp_path, "")).code == "pole.definition.invalid"


def test_a_number_is_not_taken_for_text(tmp_path: Path) -> None:
    assert refusal_of(write(tmp_path, "parts:\n  one: {label: 1}\n")).where == "whole.yaml, line 2"


def test_names_in_lists_definition_files_only(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "note.txt"):
        (tmp_path / name).touch()
    assert names_in(tmp_path) == ("a", "b")


def test_the_vocabulary_is_packaged_beside_the_code() -> None:
    assert "crime" in names_in(vocabulary() / "kinds")
