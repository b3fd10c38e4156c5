"""The canonical form of a text property: which value type prints it, so that a row holds one writing of one value."""

from collections.abc import Callable, Mapping

from athena.pole.values.cro_number import CroNumber
from athena.pole.values.grading import parse_grading
from athena.pole.values.grid_reference import EastingNorthing, GridReference
from athena.pole.values.imei import Imei
from athena.pole.values.national_insurance_number import NationalInsuranceNumber
from athena.pole.values.nhs_number import NhsNumber
from athena.pole.values.offence import CjsOffence, HomeOfficeOffence
from athena.pole.values.outcome_number import OutcomeNumber
from athena.pole.values.partial_date import PartialDate
from athena.pole.values.person_name import PersonName
from athena.pole.values.phone import Phone
from athena.pole.values.pnc_id import PncId
from athena.pole.values.postcode import Postcode
from athena.pole.values.vrm import Vrm

FORMS: Mapping[str, Callable[[str], str]] = {
    "cjs_offence": lambda text: str(CjsOffence.parse(text)),
    "cro_number": lambda text: str(CroNumber.parse(text)),
    "easting_northing": lambda text: str(EastingNorthing.parse(text)),
    "grading": lambda text: str(parse_grading(text)),
    "grid_reference": lambda text: str(GridReference.parse(text)),
    "home_office_offence": lambda text: str(HomeOfficeOffence.parse(text)),
    "imei": lambda text: str(Imei.parse(text)),
    "national_insurance_number": lambda text: str(NationalInsuranceNumber.parse(text)),
    "nhs_number": lambda text: str(NhsNumber.parse(text)),
    "outcome_number": lambda text: str(OutcomeNumber.parse(text)),
    "partial_date": lambda text: str(PartialDate.parse(text)),
    "person_name": lambda text: str(PersonName.parse(text)),
    "phone": lambda text: str(Phone.parse(text)),
    "pnc_id": lambda text: str(PncId.parse(text)),
    "postcode": lambda text: str(Postcode.parse(text)),
    # A mark prints with a space for people and is stored without one, because that is what it is joined by.
    "vrm": lambda text: Vrm.parse(text).normalised,
}
"""For each value type, what turns any writing of a value into the one that rows hold; raises `Refused`."""


def canonical(form: str, text: str) -> str:
    """Return the one writing that a property of this form holds.

    Raises `Refused` (`pole.value.<type>`) when the text is not well formed, `KeyError` for an unknown form.
    """
    return FORMS[form](text)
