"""The slips of a clerk's fingers, one function each: a text and a luck of [0, 1) in, what was keyed out."""

import datetime as dt

_ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "1234567890")
_NEIGHBOURS = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _ROWS for place, key in enumerate(row)
}
_CUTS = (3, 5, 8)
_ISO_YEAR_END = 4
_ISO_MONTH, _ISO_DAY = slice(5, 7), slice(8, 10)
_MONTHS = 12


def neighbour_key(text: str, luck: float) -> str:
    """Hit the key beside the right one, in the manner of a British keyboard; letters without neighbours stay."""
    if not text:
        return text
    scaled = luck * len(text)
    place = int(scaled)
    near = _NEIGHBOURS.get(text[place].upper(), "")
    if not near:
        return text
    key = near[int((scaled - place) * len(near))]
    return text[:place] + (key if text[place].isupper() else key.lower()) + text[place + 1 :]


def lose_letter(text: str, luck: float) -> str:
    """Leave out one letter; a single letter stays."""
    place = int(luck * len(text))
    return text[:place] + text[place + 1 :] if len(text) > 1 else text


def swap_letters(text: str, luck: float) -> str:
    """Key two neighbouring letters in the wrong order."""
    if len(text) < 2:
        return text
    place = int(luck * (len(text) - 1))
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def cut(text: str, luck: float) -> str:
    """Cut a name at three, five or eight letters."""
    return text[: _CUTS[int(luck * len(_CUTS))]]


def swap_day_month(born: str, _luck: float) -> str:
    """Take day for month in an ISO date; a date that cannot be taken so stays."""
    month, day = born[_ISO_MONTH], born[_ISO_DAY]
    return f"{born[:_ISO_YEAR_END]}-{day}-{month}" if day and int(day) <= _MONTHS else born


def one_digit(born: str, luck: float) -> str:
    """Key one digit of the day or of the year's last two wrong, so that a date comes out; otherwise it stays."""
    place = (2, 3, 8, 9)[int(luck * 4)]
    if not born:
        return born
    digit = str((int(born[place]) + 1 + int(luck * 1000) % 9) % 10)
    keyed = born[:place] + digit + born[place + 1 :]
    try:
        dt.date.fromisoformat(keyed)
    except ValueError:
        return born  # the form would not take it, and the clerk looked again
    return keyed


def wrong_postcode(text: str, luck: float) -> str:
    """Key another last letter or another digit of the inward part."""
    if not text:
        return text
    if luck < 1 / 2:
        return text[:-1] + "ABDEFGHJLN"[int(luck * 20)]
    return text[:-3] + str(int((luck - 1 / 2) * 20)) + text[-2:]
