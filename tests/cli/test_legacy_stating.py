import pytest
import typer

from athena.cli.legacy_stating import SaidOfFrame, counts, lengths, one_of, pairs, reading_of, segments_of


@pytest.mark.parametrize(
    ("said", "form"),
    [
        (SaidOfFrame(), None),
        (SaidOfFrame("fb"), "F"),
        (SaidOfFrame(record_length=4), "F"),
        (SaidOfFrame(little=True), "V"),
        (SaidOfFrame(rdw_excludes=True), "V"),
        (SaidOfFrame(bdw_little=False), "VB"),
        (SaidOfFrame(newline=["15"]), "T"),
        (SaidOfFrame("F", length_field="LEN"), "L"),
        (SaidOfFrame("vbs"), "VBS"),
    ],
)
def test_what_is_said_implies_the_format(said: SaidOfFrame, form: str | None) -> None:
    stated = said.stated()
    assert ("format" in stated.names) is (form is not None)
    assert stated.options.format == (form or "F")


def test_only_what_was_said_is_stated() -> None:
    stated = SaidOfFrame("VB", little=True, bdw_excludes=True, file_header=3).stated()
    assert stated.names == {"format", "little", "block_little", "block_inclusive", "file_header"}
    assert (stated.options.little, stated.options.block_inclusive, stated.options.file_header) == (True, False, 3)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: SaidOfFrame("XYZ").stated(),
        lambda: lengths(["C=long"]),
        lambda: counts(["A=1"]),
        lambda: pairs(["A"]),
        lambda: one_of("x", "--trim", "left"),
        lambda: segments_of("", ["C=A"], [], []),
    ],
)
def test_what_cannot_be_meant_is_refused(bad) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(typer.BadParameter):
        bad()


def test_fields_may_share_a_code_page_and_values_a_redefinition() -> None:
    reading = reading_of(
        trim="right", floats="ibm", national="utf-16-be", occurs="shift", sync="ibm", native_little=False,
        count=["N:A=1", "N:B=2"], field_code_page=["A, B=cp870"],
    )  # fmt: skip
    assert set(reading.field_pages) == {"A", "B"}
    assert reading.counts == {"N": {"A": 1, "B": 2}}
    segments = segments_of("S", ["C,D=X", "=Y"], [], [])
    assert segments is not None
    assert segments.targets == {"C": "X", "D": "X", "": "Y"}
