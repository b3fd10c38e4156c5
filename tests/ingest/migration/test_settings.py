"""Settings: what they may say is read; a word that is not known is refused with its place."""

from pathlib import Path

import pytest

from athena.failures import Refused
from athena.ingest.migration.settings import read_settings


def test_patterns_find_control_totals_and_parts_by_file_name(folder: Path) -> None:
    with (folder / "migration.toml").open("a") as settings:
        settings.write('[control."CRIMES*"]\nrecords = { all = 8 }\n[slot.parts]\n"CRIMES8?*" = "eighties"\n')
    found = read_settings(folder)
    control = found.control_of("/in/CRIMES.DAT")
    assert control is not None
    assert control.records == {"all": 8}
    assert found.control_of("PEOPLE.DAT") is None
    assert (found.part_of("CRIMES89.DAT"), found.part_of("CRIMES90.DAT")) == ("eighties", None)


def test_a_word_that_is_not_known_is_refused_with_its_place(folder: Path) -> None:
    settings = folder / "migration.toml"
    settings.write_text(settings.read_text().replace("code_page", "codepage"))
    with pytest.raises(Refused, match=r"reader\.code_page: Field required.*reader\.codepage: Extra"):
        read_settings(folder)


def test_what_is_no_toml_is_refused(folder: Path) -> None:
    (folder / "migration.toml").write_text("[migration")
    with pytest.raises(Refused, match=r"migration\.settings"):
        read_settings(folder)


def test_a_folder_without_settings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"migration\.no-settings"):
        read_settings(tmp_path)
