"""`athena forecast`: expected demand by place and time, honestly tested. Places and times, never people."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.options import JsonOption
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.forecast.backtest import BackTest
    from athena.forecast.reading import Delivered

_NUMBERS = ("0.25 %", "1 %", "5 %", "10 %", "PEI 1 %", "bits", "slope", "top 1 %", "error", "CPU s")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(no_args_is_help=True, help="Forecast places and times, never people, and test it honestly.")
    room.command("backtest")(backtest)
    room.command("next")(next_window)
    room.command("methods")(methods)
    app.add_typer(room, name="forecast")


def backtest(
    dataset: Annotated[str, typer.Option("--dataset", help="A known data set, or a CSV of events (plain or gzip).")],
    window: Annotated[int, typer.Option("--window", help="Days of a forecast window: 1, 7 or 28 are published.")] = 7,
    data: Annotated[Path, typer.Option("--data", help="Where known data sets lie.")] = Path("../shared/data"),
    time: Annotated[str | None, typer.Option("--time", help="The column of the date.")] = None,
    x: Annotated[str | None, typer.Option("--x", help="The column of the x coordinate.")] = None,
    y: Annotated[str | None, typer.Option("--y", help="The column of the y coordinate.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="Their reference system, as EPSG:27700.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="What all events are, where the file does not say.")
    ] = None,
    type: Annotated[str | None, typer.Option("--type", help="Use only events of this type.")] = None,
    boundary: Annotated[Path | None, typer.Option("--boundary", help="The study area, as GeoJSON.")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="Write a picture: .png or .svg.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Test every method on the last half-year, window by window, each forecast made from its past alone.

    The method is chosen on windows before the test. Events that officers find by looking are refused.
    """
    from rich.progress import Progress

    from athena.cli.showing import errors
    from athena.forecast.backtest import back_test
    from athena.forecast.grid import grid_of_boundary, grid_of_events
    from athena.forecast.reading import Wanted, deliver

    if picture is not None and picture.suffix.lower() not in (".png", ".svg"):
        raise typer.BadParameter("the picture's name must end in .png or .svg", param_hint="--picture")
    delivered = deliver(dataset, data, Wanted(time, x, y, crs, kind, type, boundary))
    area = delivered.boundary
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("Walking through time", total=None)
        found = back_test(
            delivered.events,
            grid_of_events if area is None else lambda past: grid_of_boundary(area),
            window,
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    if picture is not None:
        from athena.forecast.picture import draw

        draw(found, f"{dataset}, windows of {window} days", picture)
    if as_json:
        show_json(_as_json(delivered, found))
    else:
        _show(delivered, found)


def next_window(
    dataset: Annotated[str, typer.Option("--dataset", help="A known data set, or a CSV of events (plain or gzip).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Write the cells here, as CSV, the likeliest first.")],
    window: Annotated[int, typer.Option("--window", help="Days to forecast, from the day after the last event.")] = 7,
    data: Annotated[Path, typer.Option("--data", help="Where known data sets lie.")] = Path("../shared/data"),
    kind: Annotated[
        str | None, typer.Option("--kind", help="What all events are, where the file does not say.")
    ] = None,
    boundary: Annotated[Path | None, typer.Option("--boundary", help="The study area, as GeoJSON.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast the days after the last event: expected events by cell, for `athena deploy patrol` or a map.

    The method is the one that did best on the twelve weeks before. Places and times: never a ground to stop anybody.
    """
    from rich.progress import Progress

    from athena.cli.showing import errors
    from athena.forecast.backtest import look_ahead
    from athena.forecast.cells import write_cells
    from athena.forecast.grid import grid_of_boundary, grid_of_events
    from athena.forecast.reading import Wanted, deliver

    delivered = deliver(dataset, data, Wanted(kind=kind, boundary=boundary))
    area = delivered.boundary
    with Progress(console=errors, transient=True) as progress:
        task = progress.add_task("Learning from the weeks before", total=None)
        found = look_ahead(
            delivered.events,
            grid_of_events if area is None else lambda past: grid_of_boundary(area),
            window,
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    write_cells(found, output)
    from_day = date(1970, 1, 1) + timedelta(days=int(found.origin))
    if as_json:
        show_json(
            {
                "from": from_day.isoformat(),
                "days": window,
                "method": found.trial.chosen,
                "why": found.trial.why,
                "expected": found.volume.expected,
                "interval_80": [found.volume.low, found.volume.high],
                "cells": found.grid.cells,
                "output": str(output),
            }
        )
    else:
        console.print(
            f"From {from_day:%d %B %Y}, {window} days: {found.volume.expected:.1f} events expected in "
            f"{found.grid.square_km:,.0f} km2 (80 % interval {found.volume.low:.0f} to {found.volume.high:.0f})."
        )
        console.print(f"Method: {found.trial.chosen}. {found.trial.why.capitalize()}.")
        console.print(f"{found.grid.cells:,} cells written to {output}.")


def methods() -> None:
    """Say every method in words, and which kinds of event may be forecast."""
    from athena.forecast.methods import METHODS
    from athena.forecast.reported import refused_words, reported_words

    show_table("Methods", ("method", "what it is"), list(METHODS.items()))
    console.print("Reported by victims and the public, so it may be forecast: " + ", ".join(reported_words()))
    console.print("Found by officers who look, so it is refused: " + ", ".join(refused_words()))


def _as_json(delivered: "Delivered", found: "BackTest") -> dict[str, object]:
    return {
        "dataset": delivered.name,
        "window": found.protocol.window,
        "chosen": found.trial.chosen,
        "why": found.trial.why,
        "events": len(delivered.events),
        "left_out": dict(delivered.left_out),
        "outside": found.outside,
        "kinds": list(delivered.kinds),
        "notes": list(delivered.notes),
        "cells": found.grid.cells,
        "square_km": found.grid.square_km,
        "windows": len(found.protocol.tests),
        "volume": {"covered_80": found.covered, "error_of_naive": found.volume_error},
        "weights": dict(found.weights),
        "methods": {
            name: {
                "hit_rate_0_25": one.hit_rate(0.0025),
                "hit_rate_1": one.hit_rate(0.01),
                "hit_rate_5": one.hit_rate(0.05),
                "hit_rate_10": one.hit_rate(0.10),
                "pai_1": one.pai(0.01),
                "pei_1": one.pei(0.01),
                "bits_per_event": one.bits,
                "calibration_slope": one.slope,
                "top_1_observed_over_expected": one.top_ratio,
                "calibration_error": one.calibration_error,
                "seconds": found.seconds[name],
            }
            for name, one in found.scores.items()
        },
        "shared_seconds": found.shared_seconds,
    }


def _show(delivered: "Delivered", found: "BackTest") -> None:
    show_table(
        f"{delivered.name}: {len(found.protocol.tests)} windows of {found.protocol.window} days, never seen before",
        ("method", *_NUMBERS),
        [
            (
                f"{name} (chosen)" if name == found.trial.chosen else name,
                *(f"{100 * one.hit_rate(coverage):.1f}" for coverage in (0.0025, 0.01, 0.05, 0.10)),
                f"{one.pei(0.01):.3f}",
                f"{one.bits:+.3f}",
                f"{one.slope:.2f}",
                f"{one.top_ratio:.2f}",
                f"{one.calibration_error:.3f}",
                f"{found.seconds[name]:.1f}",
            )
            for name, one in found.scores.items()
        ],
        _NUMBERS,
    )
    naive = found.scores["naive"]
    console.print(f"Chosen before the test: {found.trial.chosen}. {found.trial.why.capitalize()}.")
    console.print(
        f"Repeating the last 28 days would have caught {100 * naive.hit_rate(0.05):.1f} % at 5 % of the area."
    )
    console.print(
        f"Totals: the 80 % interval held {100 * found.covered:.0f} % of windows; the error is "
        f"{found.volume_error:.2f} of repeating the window before."
    )
    for words, weight in list(found.weights.items())[:5]:
        console.print(f"  {100 * weight:.0f} % of the mixture: {words}")
    lost = ", ".join(f"{count:,} with {reason}" for reason, count in delivered.left_out.items() if count) or "none"
    console.print(
        f"Rows left out: {lost}; {found.outside:,} events outside the study area of {found.grid.square_km:,.0f} km2."
    )
    for note in delivered.notes:
        console.print(f"Note: {note}")
