"""Home Office outcome numbers, as at a date: the framework began in April 2013 and has grown since."""

import datetime as dt
import re
from dataclasses import dataclass

from athena.pole.code_list import code_list
from athena.pole.refusal import unreadable
from athena.pole.values.partial_date import PartialDate

_FORM = re.compile(r"(?:OUTCOME)?0?(\d{1,2}A?)")


@dataclass(frozen=True)
class OutcomeNumber:
    """A Home Office outcome, 1 to 22 with 1A, 2A and 3A; text and never a number, or 1A is lost."""

    code: str

    @classmethod
    def parse(cls, text: str, recorded_on: dt.date | None = None) -> "OutcomeNumber":
        """Read `18`, `01`, `1a` or `Outcome 18`.

        Raises `Refused` (`pole.value.outcome_number`) for another form, a number that does not exist, or one that
        did not exist yet on `recorded_on`: before April 2013 a number is a detection code of another meaning.
        """
        match = _FORM.fullmatch(normalise_outcome_number(text))
        if match is None or match[1] not in code_list("home_office_outcome").codes:
            raise unreadable("outcome_number", "it is not a Home Office outcome, 1 to 22")
        found = cls(match[1])
        if recorded_on is not None and recorded_on < found.since:
            raise unreadable("outcome_number", f"this outcome did not exist before {found.since}")
        return found

    @property
    def since(self) -> dt.date:
        """The day from which the number has been in use."""
        since = code_list("home_office_outcome").codes[self.code].since
        assert since is not None, "home_office_outcome.yaml dates every code; tests/pole/test_code_list.py"
        return PartialDate.parse(since).earliest

    @property
    def label(self) -> str:
        """The outcome in words."""
        return code_list("home_office_outcome").codes[self.code].label

    def __str__(self) -> str:
        """Print the number."""
        return self.code


def normalise_outcome_number(text: str) -> str:
    """Remove spaces and raise letters; what `OutcomeNumber.parse` does first."""
    return "".join(text.split()).upper()
