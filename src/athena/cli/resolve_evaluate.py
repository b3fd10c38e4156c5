"""`athena resolve evaluate`: link a data set whose truth is known, without looking at it, and measure."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.evaluation import GroupError, Report
    from athena.resolve.measures import Closeness, Rates


def register(app: typer.Typer) -> None:
    """Add the command to the `resolve` commands."""
    app.command("evaluate")(evaluate)


def evaluate(
    dataset: Annotated[
        str,
        typer.Argument(
            help="historical_50k, febrl3, febrl4, fake_1000, rldata500, a folder of synth, or a CSV or Parquet file."
        ),
    ],
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The folder of the named data sets; ../shared/data/entity-resolution unless said."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="Which of their columns is ours, as given_names=fname or truth=id; + joins several."
        ),
    ] = None,
    answers: Annotated[
        int, typer.Option("--answers", min=0, help="Learn from so many answers of a reviewer who knows the truth.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Link a data set whose truth is known, without looking at it, and measure how close it came."""
    from athena.resolve.datasets import FOLDER, load
    from athena.resolve.evaluation import answered
    from athena.resolve.evaluation import evaluate as run
    from athena.resolve.linkage import NONE
    from athena.resolve.northmere import is_northmere, load_northmere

    written = Path(dataset)
    known = is_northmere(written)
    chosen = load_northmere(written) if known else load(dataset, data or FOLDER, _columns(column or []))
    found, _ = run(chosen, answers=answered(chosen, answers) if answers else NONE)
    if as_json:
        show_json(_as_json(found))
    else:
        _show(found)


def _columns(given: list[str]) -> dict[str, str]:
    for one in given:
        if "=" not in one:
            raise typer.BadParameter(f"{one!r} is not OURS=THEIRS, as given_names=fname", param_hint="--column")
    return {ours.strip(): theirs.strip() for ours, _, theirs in (one.partition("=") for one in given)}


def _as_json(found: "Report") -> dict[str, object]:
    return {
        "dataset": found.dataset,
        "answers": found.answers,
        "records": found.records,
        "mapping": {ours: list(theirs) for ours, theirs in found.mapping.items()},
        "threshold": found.threshold,
        "pairwise": asdict(found.pairwise),
        **_closeness(found.shipped),
        "candidates": found.candidates,
        "candidate_recall": found.candidate_recall,
        "best": {"threshold": found.best_threshold, **_closeness(found.best)},
        "groups": [asdict(group) for group in found.groups],
        "seconds": found.seconds,
        "cpu_seconds": found.cpu_seconds,
        "peak_mb": found.peak_mb,
    }


def _closeness(at: "Closeness") -> dict[str, object]:
    return {
        "cluster": asdict(at.cluster), "b_cubed": asdict(at.b_cubed), "exact_clusters": at.exact,
        "over_merged": at.over_merged, "clusters": at.clusters, "entities": at.entities,
    }  # fmt: skip


def _show(found: "Report") -> None:
    console.print(
        f"{found.dataset}: {found.records:,} records, {found.shipped.entities:,} entities; "
        f"{f'{found.answers} answers were used' if found.answers else 'no label was used'}."
    )
    shipped, best = f"the shipped threshold, {found.threshold:+g} bits", f"best, {found.best_threshold:+g}"
    rows: list[tuple[str, ...]] = [
        ("pairs as weighed", *_rates(found.pairwise), "-", "-", "-"),
        ("pairs in clusters", *_rates(found.shipped.cluster), *_rates(found.best.cluster)),
        ("B-cubed", *_rates(found.shipped.b_cubed), *_rates(found.best.b_cubed)),
    ]
    columns = ("", "precision", "recall", "F1", "best precision", "best recall", "best F1")
    show_table(f"At {shipped}, and at the {best}", columns, rows, columns[1:])
    console.print(
        f"Exact clusters {found.shipped.exact:.1%}; over-merged {found.shipped.over_merged} "
        f"of {found.shipped.clusters:,} (best: {found.best.exact:.1%}, {found.best.over_merged}).\n"
        f"{found.candidates:,} pairs compared, which hold {found.candidate_recall:.1%} of the true ones.\n"
        f"{found.seconds:.1f} s, {found.cpu_seconds:.1f} s of processor, {found.peak_mb:.0f} MB at most."
    )
    if found.groups:
        heads = ("group", "records", "wrongly joined", "95 %", "missed", "95 % of missed")
        show_table("Errors by group", heads, [_group(one) for one in found.groups], heads[1:])


def _rates(rates: "Rates") -> tuple[str, str, str]:
    return f"{rates.precision:.4f}", f"{rates.recall:.4f}", f"{rates.f1:.4f}"


def _group(one: "GroupError") -> tuple[str, ...]:
    wrong, missed = one.wrongly_joined, one.missed
    return (
        f"{one.by} {one.group}", f"{one.records:,}", f"{wrong[0]:.2%}", f"{wrong[1]:.2%} to {wrong[2]:.2%}",
        f"{missed[0]:.2%}", f"{missed[1]:.2%} to {missed[2]:.2%}",
    )  # fmt: skip
