"""The check letter that PNC IDs and CRO numbers share."""

_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def check_letter(digits: str) -> str:
    """Return the check letter of a run of digits: the number modulo 23, in an alphabet without I, O and S.

    Source: fact sheet 4.3, re-computed there against the Ministry of Justice's public test data.
    """
    return _LETTERS[int(digits) % len(_LETTERS)]
