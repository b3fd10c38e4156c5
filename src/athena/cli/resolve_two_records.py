"""Two records side by side: the waterfall of evidence, for people and for machines."""

from pathlib import Path
from typing import TYPE_CHECKING

from athena.cli.acting import plainly
from athena.cli.options import opened, seen
from athena.cli.showing import console, show_json, show_table

if TYPE_CHECKING:
    from athena.resolve.judgements import Judgement
    from athena.resolve.two_records import TwoRecords


def explain_two_records(left: str, right: str, workspace: Path, as_json: bool) -> None:
    """Print what speaks for and against two records being one, as far as whoever asks may see."""
    from athena.resolve.linkage import RecordId
    from athena.resolve.needs import EXPLAINING
    from athena.resolve.two_records import explain_records

    with plainly(), seen(opened(workspace), EXPLAINING) as view:
        found = explain_records(view, RecordId(left), RecordId(right))
    if as_json:
        show_json(_as_json(found))
    else:
        _show(found)


def _show(found: "TwoRecords") -> None:
    waterfall = found.waterfall
    rows = [("before anything is compared", "", "", "", f"{waterfall.prior:+.2f}", f"{waterfall.prior:+.2f}")]
    total = waterfall.prior
    for item in waterfall.items:
        total += item.weight
        rows.append((item.feature, item.words, item.left, item.right, f"{item.weight:+.2f}", f"{total:+.2f}"))
    heads = ("evidence", "says", waterfall.left, waterfall.right, "bits", "sum")
    show_table(f"Two {found.kind} records, by {found.model}", heads, rows, ("bits", "sum"))
    console.print(
        f"Weight {waterfall.weight:+.2f}; joined from {waterfall.threshold:+.2f}: {found.outcome}.", markup=False
    )
    decisive = waterfall.decisive
    if decisive is not None:
        console.print(
            f"Decisive: without {decisive.feature} ({decisive.weight:+.2f}) this pair would go the other way."
        )
    for said in found.judgements:
        console.print(f"{said.id}: {said.verdict}, {who(said)}: {said.reason}", markup=False)


def _as_json(found: "TwoRecords") -> dict[str, object]:
    waterfall = found.waterfall
    return {
        "kind": found.kind,
        "model": found.model,
        "left": waterfall.left,
        "right": waterfall.right,
        "prior": waterfall.prior,
        "evidence": [
            {
                "feature": item.feature,
                "words": item.words,
                "left": item.left,
                "right": item.right,
                "weight": item.weight,
            }
            for item in waterfall.items
        ],
        "weight": waterfall.weight,
        "threshold": waterfall.threshold,
        "decisive": None if waterfall.decisive is None else waterfall.decisive.feature,
        "entities": found.entities,
        "outcome": found.outcome,
        "judgements": [judgement_json(one) for one in found.judgements],
    }


def who(said: "Judgement") -> str:
    """Who judged, when, for what; and who took it back."""
    back = said.retraction
    made = f"{said.actor} on {said.at:%Y-%m-%d} for {said.case}"
    return made if back is None else f"{made}; taken back by {back.actor} on {back.at:%Y-%m-%d}: {back.reason}"


def judgement_json(said: "Judgement") -> dict[str, object]:
    """A judgement for machines, with what took it back."""
    back = said.retraction
    return {
        "judgement": said.id,
        "left": said.left,
        "right": said.right,
        "verdict": said.verdict,
        "actor": said.actor,
        "reason": said.reason,
        "case": said.case,
        "at": said.at.isoformat(),
        "entry": said.entry,
        "retracted": None
        if back is None
        else {"actor": back.actor, "reason": back.reason, "case": back.case, "at": back.at.isoformat()},
    }
