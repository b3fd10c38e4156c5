"""A data engineer's module: run as it stands, and refused in the words of whoever needs it."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from athena.failures import Refused
from athena.ingest.engineered import check_source, load_module
from athena.ingest.registry import BUILT_IN


def unusable(where: object, why: str, remedy: str) -> Refused:
    return Refused("test.unusable", "It cannot be used", str(where), why, remedy)


def test_an_edit_is_never_overlooked_though_size_and_time_are_as_before(tmp_path: Path) -> None:
    module = tmp_path / "own.py"
    module.write_text("VERSION = 1\n")
    stood = module.stat()
    refuse = partial(unusable, module)
    assert load_module(module, refuse).VERSION == 1
    module.write_text("VERSION = 2\n")
    os.utime(module, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    assert load_module(module, refuse).VERSION == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("import no_such_module", "ModuleNotFoundError"), ("def broken(:", "SyntaxError"), ("exit(3)", "SystemExit: 3")],
)
def test_whatever_a_module_does_while_it_is_loaded_is_a_refusal(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(Refused, match=words):
        load_module(tmp_path / "own.py", partial(unusable, tmp_path))


def test_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such Python file"):
        load_module(tmp_path / "own.py", partial(unusable, tmp_path))


@pytest.mark.parametrize("source", BUILT_IN, ids=lambda source: source.name)
def test_athenas_own_sources_pass_the_check_and_without_their_kind_do_not(source: object) -> None:
    assert source in BUILT_IN
    check_source(source, partial(unusable, "here"))
    with pytest.raises(Refused, match="no kind 'unicorn'"):
        check_source(replace(source, kind="unicorn"), partial(unusable, "here"))
