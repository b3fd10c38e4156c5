import pytest

from athena.ingest.mainframe.copybook import parse_copybook
from athena.ingest.mainframe.framing import LengthField
from athena.ingest.mainframe.lengths import length_terms
from athena.ingest.mainframe.refusal import LegacyRefusedError

LAYOUTS = parse_copybook(
    "01 R. 05 A-1 PIC 9(1). 05 A-2 PIC 9(4) COMP. 05 P PIC 9(3) COMP-3. 05 L PIC 9(4) COMP-9.", form="free"
).layouts()
A1, A2 = LengthField(0, 1, "digits"), LengthField(1, 2, "binary")


@pytest.mark.parametrize(
    ("text", "fields", "constant"),
    [
        ("A-1", (A1,), 0),
        ("A_1 + A_2 - 1", (A1, A2), -1),
        ("A_1+A_2-1", (A1, A2), -1),
        ("A-1 + 4", (A1,), 4),
        ("4 + A-1", (A1,), 4),
        ("A-2 - A-1", (A2, LengthField(0, 1, "digits", minus=True)), 0),
        ("P", (LengthField(3, 2, "packed"),), 0),
        ("L", (LengthField(5, 2, "little"),), 0),
        ("@3:2:little", (LengthField(-2, 2, "little"),), 0),
    ],
)
def test_fields_and_numbers_are_added_up(text: str, fields: tuple[LengthField, ...], constant: int) -> None:
    assert length_terms(text, LAYOUTS, 5 if text[0] == "@" else 0) == (fields, constant)


@pytest.mark.parametrize("text", ["", "4", "NOBODY", "A-1 + NOBODY", "@3:2:roman"])
def test_what_names_no_field_is_refused(text: str) -> None:
    with pytest.raises(LegacyRefusedError):
        length_terms(text, LAYOUTS, 0)
