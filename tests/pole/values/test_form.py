from typing import get_args

import pytest

from athena.pole.kind import Form
from athena.pole.refusal import Refused
from athena.pole.values.form import FORMS, canonical

WRITTEN = {
    "cjs_offence": ("th 68026", "TH68026"),
    "cro_number": ("65656/91h", "065656/91H"),
    "easting_northing": ("530000 180400", "530000.000,180400.000"),
    "grading": ("2/b/c a1", "2BC A1"),
    "grid_reference": ("tq300804", "TQ 300 804"),
    "home_office_offence": ("8/01", "008/01"),
    "imei": ("49-015420-323751-8", "490154203237518"),
    "national_insurance_number": ("ab123456c", "AB 12 34 56 C"),
    "nhs_number": ("9434765919", "943 476 5919"),
    "outcome_number": ("outcome 01", "1"),
    "partial_date": ("9 May 1970", "1970-05-09"),
    "person_name": ("Sean  O’Brien", "Sean O'Brien"),
    "phone": ("020 7946 0123", "+442079460123"),
    "pnc_id": ("79/163001B", "1979/0163001B"),
    "postcode": ("sw1a1aa", "SW1A 1AA"),
    "vrm": ("ab12 cde", "AB12CDE"),
}


@pytest.mark.parametrize("form", FORMS)
def test_any_writing_becomes_the_one_that_rows_hold(form: str) -> None:
    written, held = WRITTEN[form]
    assert canonical(form, written) == held
    assert canonical(form, held) == held


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_well_formed_is_refused(form: str) -> None:
    with pytest.raises(Refused) as caught:
        canonical(form, "?")
    assert caught.value.code.startswith("pole.value.")


def test_every_form_that_a_property_may_name_is_there() -> None:
    assert set(get_args(Form)) <= set(FORMS)


def test_an_unknown_form_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        canonical("shoe", "9")
