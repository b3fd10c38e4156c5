"""What a view may see, as the index can be asked it: classes of records, by field group.

A class is a kind with a label, which is all that a decision looks at. Each field group is searched only in the classes
where the view's decisions open it, so a word that stands in a shut field finds nothing, counts nothing and suggests
nothing. A class that no decision knows is in no set: what nobody has decided stays shut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import tantivy

from athena.access.view import View
from athena.pole import LabelId
from athena.search import schema as at
from athena.search.documents import class_of
from athena.search.placing import GROUPS, KINDS, placing

Classes = frozenset[str]


@dataclass(frozen=True)
class Sight:
    """The classes of the index that a view sees: `rows` at all, `groups` by field group, out of `all` that it holds.

    The query of each set of classes is remembered, because it is asked of every word.
    """

    rows: Classes
    groups: Mapping[str, Classes]
    all: Classes
    _filters: dict[Classes, tantivy.Query] = field(default_factory=dict, compare=False)

    def within(self, query: tantivy.Query, classes: Classes) -> tantivy.Query:
        """`query` among the records of `classes` and no others."""
        if classes == self.all:
            return query
        if not classes:
            return tantivy.Query.empty_query()
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._any_of(classes))])

    def in_groups(self, by_group: Mapping[str, tantivy.Query]) -> tantivy.Query:
        """Whichever of `by_group` holds, each asked only where its field group is open."""
        together: dict[Classes, list[tantivy.Query]] = {}
        for group, query in by_group.items():
            if open_in := self.groups[group]:
                together.setdefault(open_in, []).append(query)
        return any_of([self.within(any_of(queries), classes) for classes, queries in together.items()])

    def seen(self, query: tantivy.Query) -> tantivy.Query:
        """`query` among the records that the view sees at all."""
        return self.within(query, self.rows)

    def of_kinds(self, kinds: Collection[str]) -> Classes:
        """The seen classes of these kinds."""
        return frozenset(one for one in self.rows if one.split("/")[0] in kinds)

    def opens_time_everywhere(self) -> bool:
        """Whether no seen record hides when it happened: only then may order say it."""
        return self.groups["time"] >= self.rows

    def _any_of(self, classes: Classes) -> tantivy.Query:
        if classes not in self._filters:
            schema = at.schema()
            self._filters[classes] = any_of(
                [tantivy.Query.term_query(schema, at.CLASS, one, "basic") for one in sorted(classes)]
            )
        return self._filters[classes]


def any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """What one of `queries` finds; nothing for none."""
    each = list(queries)
    if not each:
        return tantivy.Query.empty_query()
    if len(each) == 1:
        return each[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])


def all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """What all of `queries` find; everything for none."""
    each = list(queries)
    if not each:
        return tantivy.Query.all_query()
    if len(each) == 1:
        return each[0]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in each])


def sight_of(view: View, held: Collection[str]) -> Sight:
    """What `view` sees of an index that holds the classes `held`."""
    labels: dict[str, list[LabelId]] = {}
    for one in held:
        kind, _, label = one.partition("/")
        labels.setdefault(kind, []).append(LabelId(int(label)))
    rows: set[str] = set()
    groups: dict[str, set[str]] = {group: set() for group in GROUPS}
    for kind in sorted(labels.keys() & set(KINDS)):
        permit = view.permit(kind)
        rows |= {class_of(kind, label) for label in labels[kind] if label in permit.rows}
        columns = _column_of_each_group(kind)
        for group in GROUPS:
            # A kind without fields of a group has nothing there to hide, and equal sets are asked once.
            open_in = permit.columns[columns[group]] if group in columns else permit.rows
            groups[group] |= {class_of(kind, label) for label in labels[kind] if label in open_in}
    return Sight(frozenset(rows), {name: frozenset(one) for name, one in groups.items()}, frozenset(held))


def _column_of_each_group(kind: str) -> dict[str, str]:
    return {group: column for column, group in placing(kind).groups.items() if group in GROUPS}
