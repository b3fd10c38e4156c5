"""The index's fields: one for words and one for identifiers in each field group, so that a group can stay shut."""

from __future__ import annotations

from functools import cache

import tantivy

from athena.search.placing import GROUPS

VERSION = 3
"""Raised when fields or what goes into them change; an index of another version is built again."""

PROSE = "prose"
"""The analyzer of free text: words in lower case without accents, stemmed by Snowball's English."""

ID, CLASS, KIND, SOURCE = "id", "class", "kind", "source"
NAME, SOUND, ROLE = "name", "sound", "role"
FROM, TO, KEY = "from_key", "to_key", "key"
DAY, YEAR = "day", "year"
LONGITUDE, LATITUDE = "longitude", "latitude"
BY_EVENT, BY_ARRIVAL = "by_event", "by_arrival"


def words_of(group: str) -> str:
    """The field that holds the words of `group`."""
    return f"words_{group}"


def identifiers_of(group: str) -> str:
    """The field that holds the identifiers of `group`, each as `shape:VALUE` and as `:VALUE`."""
    return f"identifiers_{group}"


@cache
def schema() -> tantivy.Schema:
    """The schema. Nothing but ids and kinds is stored: what a record says is shown from the lake, by the door."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(KIND, stored=True, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (CLASS, SOURCE, ROLE):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(NAME, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(SOUND, tokenizer_name="raw", index_option="basic")
    for group in GROUPS:
        builder.add_text_field(words_of(group), tokenizer_name=PROSE, index_option="position")
        builder.add_text_field(identifiers_of(group), tokenizer_name="raw", index_option="basic")
    for name in (FROM, TO):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field(KEY, indexed=True, fast=True)
    for name in (YEAR, BY_EVENT, BY_ARRIVAL):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field(DAY, fast=True)
    for name in (LONGITUDE, LATITUDE):
        builder.add_float_field(name, fast=True)
    return builder.build()


@cache
def prose() -> tantivy.TextAnalyzer:
    """The analyzer of free text, for queries as for records."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    filters = (
        tantivy.Filter.remove_long(80),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    )
    for one in filters:
        builder = builder.filter(one)
    return builder.build()


def with_analyzers(index: tantivy.Index) -> tantivy.Index:
    """`index`, knowing the analyzers that its schema names; every opened index needs it."""
    index.register_tokenizer(PROSE, prose())
    return index
