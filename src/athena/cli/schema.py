"""`athena schema`: print the vocabulary - kinds, their properties, labels, code lists and field groups."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from athena.pole import CodeList, FieldGroup, Kind, LabelPart, Property

# The vocabulary is imported inside the functions: it costs 0.2 s that no other command should pay.

Json = Mapping[str, object]


def register(app: typer.Typer) -> None:
    """Add the `schema` command to the command line."""
    app.command("schema")(schema)


def schema(
    kind: Annotated[str | None, typer.Argument(help="A kind, such as person. Without one: all kinds.")] = None,
    labels: Annotated[bool, typer.Option("--labels", help="Print what a label may say.")] = False,
    codes: Annotated[str | None, typer.Option("--codes", help="Print one code list, such as crime_type.")] = None,
    groups: Annotated[bool, typer.Option("--groups", help="Print the field groups.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Print what a record can say: every kind, one kind's properties, labels, code lists."""
    if sum((kind is not None, labels, codes is not None, groups)) > 1:
        raise typer.BadParameter("name one thing only: a kind, --labels, --codes or --groups")
    from athena.pole import Refused

    try:
        _print(kind, labels, codes, groups, as_json)
    except Refused as refused:
        typer.echo(
            f"Refused [{refused.code}]: {refused.what}, {refused.where}\n"
            f"  why:  {refused.why}\n  do:   {refused.remedy}",
            err=True,
        )
        raise typer.Exit(1) from refused


def _print(kind: str | None, labels: bool, codes: str | None, groups: bool, as_json: bool) -> None:
    from athena import pole

    if kind is not None:
        found = pole.kind(kind)
        _json(_kind_json(found)) if as_json else _kind_table(found)
    elif labels:
        parts = pole.label_parts().parts
        _json(_labels_json(parts)) if as_json else _labels_table(parts)
    elif codes is not None:
        listed = pole.code_list(codes)
        _json(_codes_json(listed)) if as_json else _codes_table(listed)
    elif groups:
        known = pole.field_groups()
        _json({name: group.model_dump() for name, group in known.items()}) if as_json else _groups_table(known)
    else:
        every = [pole.kind(name) for name in pole.kinds()]
        _json(_kinds_json(every)) if as_json else _kinds_table(every, pole.code_lists())


def _json(content: Json) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _kinds_json(every: Sequence["Kind"]) -> Json:
    return {kind.name: {"label": kind.label, "pole": kind.pole, "description": kind.description} for kind in every}


def _kind_json(kind: "Kind") -> Json:
    return {
        "name": kind.name,
        "label": kind.label,
        "pole": kind.pole,
        "description": kind.description,
        "why_not": kind.why_not,
        "properties": {
            name: {**prop.model_dump(), "duckdb": prop.column_type.duckdb, "own": name in kind.own}
            for name, prop in kind.properties.items()
        },
    }


def _labels_json(parts: Mapping[str, "LabelPart"]) -> Json:
    from athena.pole import label_parts

    compartment = label_parts().compartment.model_dump()
    return {**{name: part.model_dump() for name, part in parts.items()}, "compartment": compartment}


def _codes_json(listed: "CodeList") -> Json:
    return {
        "name": listed.name,
        "label": listed.label,
        "description": listed.description,
        "source": listed.source,
        "why_not": listed.why_not,
        "stands_for": listed.stands_for,
        "codes": {name: code.model_dump() for name, code in listed.codes.items()},
    }


def _kinds_table(every: Sequence["Kind"], code_lists: Sequence[str]) -> None:
    _table(("kind", "POLE", "what it is"), [(kind.name, kind.pole, kind.description) for kind in every])
    typer.echo(f"Code lists: {', '.join(code_lists)}")
    typer.echo("Next: athena schema KIND, athena schema --codes LIST, athena schema --labels")


def _kind_table(kind: "Kind") -> None:
    typer.echo(f"{kind.label} ({kind.pole}): {kind.description}")
    _warn(kind.why_not)
    common = [name for name in kind.properties if name not in kind.own]
    for title, names in ((f"Its own properties ({kind.name})", kind.own), ("Every record starts with", common)):
        typer.echo(f"{title}; * is required")
        _table(("property, type, group", "meaning"), [_property_row(name, kind.properties[name]) for name in names])


def _property_row(name: str, prop: "Property") -> tuple[str, str]:
    return (
        f"{name}{'*' if prop.required else ''}\n{prop.type}\n{prop.group}",
        _lines(
            prop.description,
            prop.pole and f"POLE name: {prop.pole}",
            prop.codes and f"Codes: {prop.codes}",
            prop.form and f"Form: {prop.form}",
            prop.why_not and f"Beware: {prop.why_not}",
        ),
    )


def _labels_table(parts: Mapping[str, "LabelPart"]) -> None:
    from athena.pole import label_parts

    for name, part in parts.items():
        typer.echo(f"{name}: {part.description} Law: {part.law}.")
        _warn(part.why_not)
        _table(("value", "meaning"), list(part.values.items()))
    typer.echo(f"compartment: {label_parts().compartment.description}")


def _codes_table(listed: "CodeList") -> None:
    typer.echo(f"{listed.label}: {listed.description}\nSource: {listed.source}")
    _warn(listed.why_not)
    _table(("code, era", "meaning"), [_code_row(listed, name) for name in listed.codes])


def _code_row(listed: "CodeList", name: str) -> tuple[str, str]:
    code = listed.codes[name]
    era = f"{code.since or ''} to {code.until or 'now'}" if code.since or code.until else None
    return (
        _lines(name, era),
        _lines(
            code.label,
            code.aliases and f"Also written: {'; '.join(alias.text for alias in code.aliases)}",
            code.group and f"Group: {code.group}",
            code.stands_for and f"May stand for {listed.stands_for}: {', '.join(code.stands_for)}",
            code.successors and f"Followed by: {', '.join(code.successors)}",
            code.note,
        ),
    )


def _lines(*lines: object) -> str:
    return "\n".join(str(line) for line in lines if line)


def _groups_table(groups: Mapping[str, "FieldGroup"]) -> None:
    _table(
        ("group", "holds", "sensitive", "beware"),
        [
            (name, group.description, "yes" if group.sensitive else "", group.why_not or "")
            for name, group in groups.items()
        ],
    )


def _warn(why_not: str | None) -> None:
    if why_not is not None:
        typer.echo(f"Beware: {why_not}")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, leaving out the columns that are empty throughout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [index for index, _ in enumerate(head) if any(row[index] for row in rows)]
    table = Table(show_lines=True)
    for index in shown:
        table.add_column(head[index], no_wrap=index == 0)
    for row in rows:
        # Text, and not str: a bracket in a description must not be read as markup.
        table.add_row(*(Text(row[index]) for index in shown))
    Console().print(table)
