import pytest

from athena.ingest.mainframe.picture import Category, parse_picture
from athena.ingest.mainframe.refusal import CopybookError, Place

HERE = Place(1, 10)


@pytest.mark.parametrize(
    ("text", "category", "digits", "scale", "signed", "width"),
    [
        ("X(10)", Category.TEXT, 0, 0, False, 10),
        ("A(3)X9", Category.TEXT, 0, 0, False, 5),
        ("XXBXX", Category.TEXT_EDITED, 0, 0, False, 5),
        ("9(5)", Category.NUMERIC, 5, 0, False, 5),
        ("S9(5)V99", Category.NUMERIC, 7, 2, True, 7),
        ("SV9(7)", Category.NUMERIC, 7, 7, True, 7),
        ("9(3)PPP", Category.NUMERIC, 3, -3, False, 3),
        ("PPP9(3)", Category.NUMERIC, 3, 6, False, 3),
        ("Z,ZZ9.99-", Category.NUMERIC_EDITED, 6, 2, True, 9),
        ("$$$,$$9.99CR", Category.NUMERIC_EDITED, 7, 2, True, 12),
        ("***9", Category.NUMERIC_EDITED, 4, 0, False, 4),
        ("+++9", Category.NUMERIC_EDITED, 3, 0, True, 4),
        ("Z(6)VZZ-", Category.NUMERIC_EDITED, 8, 2, True, 9),
        ("S9(3).99", Category.NUMERIC_EDITED, 5, 2, True, 6),
        ("N(4)", Category.NATIONAL, 0, 0, False, 8),
        ("G(4)", Category.DBCS, 0, 0, False, 8),
    ],
)
def test_pictures(text: str, category: Category, digits: int, scale: int, signed: bool, width: int) -> None:
    picture = parse_picture(text, HERE)
    found = (picture.category, picture.digits, picture.scale, picture.signed, picture.width)
    assert found == (category, digits, scale, signed, width)


def test_precision_counts_scaling_positions() -> None:
    assert parse_picture("9(3)PPP", HERE).precision == 6
    assert parse_picture("PPP9(3)", HERE).precision == 6


def test_decimal_comma_exchanges_the_roles() -> None:
    assert parse_picture("Z.ZZ9,99", HERE, decimal_comma=True).scale == 2


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("9(5)Q", 14), ("X(0)", 10), ("9S9", 10), ("9V9V9", 10), ("X9V9", 10), ("P9P", 10), ("9(39)", 10), ("NX", 10),
        ("S", 10), ("9(30)P(30)", 10),
    ],
)  # fmt: skip
def test_bad_pictures_are_refused_with_their_place(text: str, column: int) -> None:
    with pytest.raises(CopybookError) as error:
        parse_picture(text, HERE)
    assert error.value.place.column == column
