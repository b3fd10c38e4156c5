"""Words of mappings: how a delivered text becomes a value, as expressions that give nothing where it is none.

Every one of them is total: a text that is not a value becomes empty, and a rule of the source says whether that holds
the row back. None of them guesses.
"""

from datetime import date

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from athena.pole import code_list

_LONDON = "Europe/London"
_POUND_ZERO = "+44"


@ibis.udf.scalar.builtin(name="timezone", signature=(("string", "timestamp"), "timestamp('UTC')"))
def _instant(zone, moment):  # type: ignore[no-untyped-def]
    """The instant at which clocks in `zone` show `moment` (DuckDB's `timezone`, Spark's `to_utc_timestamp`)."""


def text(value: ir.StringValue) -> ir.StringValue:
    """Give the text as delivered, or nothing where the field is empty."""
    return value.nullif("")


def coded(value: ir.StringValue, codes: str) -> ir.StringValue:
    """Give the code that a code list has for this text, in the words of any era; nothing where it has none."""
    words = code_list(codes).alias_map()
    return value.cases(*words.items())


def code(value: ir.StringValue, codes: str) -> ir.StringValue:
    """Give the text where it is itself a code of that list; nothing where it is none."""
    return value.isin(list(code_list(codes).codes)).ifelse(value, ibis.null("string"))


def number(value: ir.StringValue) -> ir.FloatingValue:
    """Read a number; nothing where it is not one."""
    return value.nullif("").try_cast("float64")


def london(value: ir.StringValue) -> ir.TimestampValue:
    """Read `2025-01-04T02:12:00`, by the clocks of London, as an instant.

    The hour that comes twice in October is read as its second time, in winter time: the text does not say which.
    """
    return _instant(_LONDON, value.try_cast("timestamp"))


def utc(value: ir.StringValue) -> ir.TimestampValue:
    """Read `2025-01-01T18:22:56Z` as an instant; a text without its `Z` is none, for it would be anybody's time."""
    stated = value.endswith("Z").ifelse(value, ibis.null("string"))
    return stated.try_cast(dt.Timestamp(timezone="UTC"))


def british_date(value: ir.StringValue) -> ir.DateValue:
    """Read `31/12/1984` as a date; nothing where no calendar has it."""
    parts = value.re_search(r"^\d{2}/\d{2}/\d{4}$")
    turned = value.substr(6, 4) + "-" + value.substr(3, 2) + "-" + value.substr(0, 2)
    return parts.ifelse(turned, ibis.null("string")).try_cast("date")


def birth_date(value: ir.DateValue, never: date = date(1900, 1, 1)) -> ir.StringValue:
    """Give a date of birth as a partial date; nothing for `never`, which clerks key to get past the field.

    The text as written is kept beside it (`date_of_birth_original`), so that nothing is lost by it.
    """
    return (value == never).ifelse(ibis.null("string"), value.cast("string"))


def telephone(value: ir.StringValue) -> ir.StringValue:
    """Give a number dialled within the United Kingdom in E.164: `01632960777` is `+441632960777`."""
    return value.re_search(r"^0[1-9]\d{8,9}$").ifelse(ibis.literal(_POUND_ZERO) + value.substr(1), ibis.null("string"))


def postcode(value: ir.StringValue) -> ir.StringValue:
    """Give a postcode as `SW1A 1AA`; nothing where the text has not its form."""
    plain = value.upper().replace(" ", "")
    spaced = plain.re_replace(r"^(.+)(\d[A-Z]{2})$", r"\1 \2")
    return plain.re_search(r"^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$").ifelse(spaced, ibis.null("string"))


def mark(value: ir.StringValue) -> ir.StringValue:
    """Give a registration mark without spaces, in capitals; nothing for an empty field."""
    return value.upper().replace(" ", "").nullif("")


def pnc_id(value: ir.StringValue, as_of: int) -> ir.StringValue:
    """Give a PNC ID as `1979/0163001B`; a two-digit year up to that of `as_of` is of its century.

    Nothing where the text has not the form. Its check letter is not checked here: a wrong one is kept as delivered
    and told by `athena.pole.values.PncId`.
    """
    form = r"^(\d{2})/(\d{1,7})([A-Z])$"
    plain = value.upper().replace(" ", "")
    year = plain.re_extract(form, 1)
    century = (year.try_cast("int64") <= as_of % 100).ifelse(str(as_of // 100), str(as_of // 100 - 1))
    whole = century + year + "/" + plain.re_extract(form, 2).lpad(7, "0") + plain.re_extract(form, 3)
    return plain.re_search(form).ifelse(whole, ibis.null("string"))


def gender(value: ir.StringValue) -> ir.StringValue:
    """Read `M` and `F` as the vocabulary's codes."""
    return value.cases(("M", "male"), ("F", "female"))


def named(given: ir.StringValue, family: ir.StringValue) -> ir.StringValue:
    """Give a whole name out of the two fields a system keeps it in; nothing where both are empty."""
    return (given + " " + family).strip().nullif("")
