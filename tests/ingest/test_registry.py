"""Which sources a workspace knows, and the modules that are refused before they can spoil a delivery."""

from pathlib import Path

import pytest

from athena.failures import Refused
from athena.ingest.registry import BUILT_IN, sources_of

GOOD = """
from athena.ingest.sources.police_uk_street import SOURCE as STREET
from dataclasses import replace
SOURCE = replace(STREET, name="own-street"{more})
"""


def test_without_modules_there_are_athenas_own(tmp_path: Path) -> None:
    assert sources_of(tmp_path) == BUILT_IN
    assert len({source.name for source in BUILT_IN}) == len(BUILT_IN)


def test_modules_are_added_in_the_order_of_their_names_and_hidden_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text(GOOD.format(more="").replace("own", "second"))
    (tmp_path / "a.py").write_text(GOOD.format(more="").replace("SOURCE =", "SOURCES =").rstrip() + ",\n")
    (tmp_path / ".#b.py").write_text("raise RuntimeError")
    assert [source.name for source in sources_of(tmp_path)[len(BUILT_IN) :]] == ["own-street", "second-street"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import no_such_module", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("1 / 0", "ZeroDivisionError"),
        ("", "holds no SOURCE"),
        ("SOURCE = 'incidents'", "holds no SOURCE"),
        (GOOD.format(more="").replace("SOURCE = ", "SOURCES = "), "a tuple of sources"),
        (GOOD.format(more="").replace("own-street", "police-uk-street"), "is taken"),
        (GOOD.format(more=", kind='unicorn'"), "no kind 'unicorn'"),
        (GOOD.format(more=", mapping=lambda raw: {'month': raw['Monat']}"), "mean nothing"),
        (GOOD.format(more=", mapping=lambda raw: {'colour': raw['Month']}, rules=()"), "colour"),
        (GOOD.format(more=", key=lambda raw: raw['Id']"), "mean nothing"),
    ],
)
def test_a_module_that_cannot_be_used_is_refused_by_name(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(Refused) as refused:
        sources_of(tmp_path)
    assert refused.value.code == "ingest.source-module"
    assert refused.value.where == str(tmp_path / "own.py")
    assert words in refused.value.why
    assert refused.value.remedy.startswith("A data engineer: ")
