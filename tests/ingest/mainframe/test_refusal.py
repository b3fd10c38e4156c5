from athena.failures import Refused
from athena.ingest.mainframe.refusal import CopybookError, LegacyRefusedError, Place


def test_a_refusal_says_what_where_why_and_what_to_do() -> None:
    refusal = LegacyRefusedError("FRAMING", "the bytes stop", where="byte 4", remedy="Check the format.")
    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.what, refusal.where, refusal.remedy) == (
        "FRAMING", "the bytes stop", "byte 4", "Check the format."
    )  # fmt: skip
    assert "byte 4" in str(refusal)


def test_a_copybook_error_points_at_line_and_column_and_says_what_was_expected() -> None:
    error = CopybookError("found 'PIK'", Place(2, 18, "crime.cpy"), "a clause")
    assert "crime.cpy:2:18" in str(error)
    assert "Expected a clause" in str(error)
