import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.refusal import Refused
from athena.pole.values.grid_reference import EastingNorthing, GridReference, normalise_grid_reference

DIGITS = st.integers(1, 5).flatmap(lambda n: st.tuples(*[st.from_regex(rf"\A[0-9]{{{n}}}\Z")] * 2))
SQUARES = st.sampled_from(("SV", "TQ", "TG", "NT", "HP", "SU", "TV", "NA"))
REFERENCES = st.builds(lambda square, digits: GridReference(square, *digits), SQUARES, DIGITS)
POINTS = st.builds(
    lambda easting, northing: EastingNorthing(easting / 1000, northing / 1000),
    st.integers(0, 699_999_999),
    st.integers(0, 1_299_999_999),
)


@given(REFERENCES)
def test_print_then_parse_is_identity(reference: GridReference) -> None:
    assert GridReference.parse(str(reference)) == reference


@given(POINTS)
def test_a_point_prints_and_parses_to_the_millimetre(point: EastingNorthing) -> None:
    assert EastingNorthing.parse(str(point)) == point


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise_grid_reference(normalise_grid_reference(text)) == normalise_grid_reference(text)


@pytest.mark.parametrize(
    ("text", "easting", "northing", "side"),
    [
        ("SV 91492 11318", 91492, 11318, 1),
        ("TG 5140 1317", 651400, 313170, 10),
        ("tq 300 804", 530000, 180400, 100),
        ("NT2573", 325000, 673000, 1000),
        ("HP61", 460000, 1210000, 10000),
    ],
)
def test_corners(text: str, easting: int, northing: int, side: int) -> None:
    reference = GridReference.parse(text)
    assert reference.corner == EastingNorthing(easting, northing)
    assert reference.centre == EastingNorthing(easting + side / 2, northing + side / 2)
    assert reference.side == side


# Ordnance Survey's test points: TP01 (St Mary's, Scilly) and the worked example, Caister water tower.
OS_POINTS = [
    (-6.29977752014, 49.92226393730, 91492.146, 11318.804),
    (1.716073973, 52.658007833, 651409.804, 313177.450),
]


@pytest.mark.parametrize(("longitude", "latitude", "easting", "northing"), OS_POINTS)
def test_the_ordnance_surveys_points_to_the_millimetre(
    longitude: float, latitude: float, easting: float, northing: float
) -> None:
    point = EastingNorthing.from_wgs84(longitude, latitude)
    assert (point.easting, point.northing) == pytest.approx((easting, northing), abs=0.001)
    back = EastingNorthing(easting, northing).to_wgs84()
    assert back == pytest.approx((longitude, latitude), abs=1e-8)


@pytest.mark.parametrize("text", ["", "TQ", "TQ 30 8", "TI 30 80", "TQ 300 80", "ZZ 1 1", "TQ 123456 123456"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        GridReference.parse(text)
    assert caught.value.code == "pole.value.grid_reference"


def test_letters_of_a_square_outside_the_grid_are_refused() -> None:
    with pytest.raises(Refused, match="outside the British National Grid"):
        GridReference.parse("JZ 11 11")


@pytest.mark.parametrize("text", ["", "530000", "530000,180400,1", "-1,5", "700000,1", "1,1300000"])
def test_what_is_no_point_of_the_grid_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        EastingNorthing.parse(text)
    assert caught.value.code == "pole.value.easting_northing"


def test_a_point_that_ostn15_does_not_cover_is_refused() -> None:
    with pytest.raises(Refused, match="does not cover"):
        EastingNorthing(1, 1).to_wgs84()
    with pytest.raises(Refused, match="does not cover"):
        EastingNorthing.from_wgs84(-50, 10)
