"""Verifying what a person points at: a URL, a folder with one log, or a workspace with two."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from athena.ledger.alarms import Alarm, AlarmKind
from athena.ledger.failures import Failure, Refused
from athena.ledger.files import Files, place_durably, read_optional
from athena.ledger.policy import Policy
from athena.ledger.policy_file import policy_or_key
from athena.ledger.sources import Source, source_at
from athena.ledger.verify import Demands, Report, verify
from athena.ledger.witness_client import witness_memory
from athena.ledger.workspace import LogName, ledger_folder, load_keys, log_folder


@dataclass(frozen=True)
class Wish:
    """What was asked: the policy (file or bare key; None means the log's own), earlier checkpoints, how strict to be.

    `remember` is a file that is compared with and, where all is well, replaced by the checkpoint found. `ask_witnesses`
    fetches each witness's own last checkpoint by the URL in the policy.
    """

    policy: str | None = None
    since: Sequence[Path] = ()
    remember: Path | None = None
    max_age: int | None = None
    ask_witnesses: bool = False
    demands: Demands = field(default_factory=Demands)


def logs_at(place: str) -> dict[str, str]:
    """The logs at a place by name: both of a workspace, or the one that is there, named by an empty string."""
    if "://" not in place:
        for ledger in (ledger_folder(Path(place)), Path(place)):
            found = {name.value: str(ledger / name) for name in LogName if (ledger / name).is_dir()}
            if found:
                return found
    return {"": place}


def verify_place(place: str, wish: Wish) -> dict[str, Report]:
    """Verify every log at `place`; a bad policy, memory file or source is an alarm in the report, not an exception.

    Raises `Refused` only where the request itself makes no sense.
    """
    logs = logs_at(place)
    if len(logs) > 1 and (wish.since or wish.remember):
        raise Refused(
            "which-log",
            "There are two logs here",
            place,
            "an earlier checkpoint belongs to one of them",
            "Give the folder of one log, such as ledger/access.",
        )
    return {name: _verify_one(where, wish) for name, where in logs.items()}


def verify_workspace(workspace: Path, wish: Wish) -> dict[str, Report]:
    """Verify both logs of a workspace, opening bodies with the keys held there."""
    reports = {}
    for name in LogName:
        try:
            keys = load_keys(workspace, name).bodies
        except Refused as refused:
            if refused.code != "no-key":
                raise
            # An auditor's copy of a workspace has no keys: bodies are then checked sealed, which the report says.
            keys = None
        demands = replace(wish.demands, keys=keys)
        reports[name.value] = _verify_one(str(log_folder(workspace, name)), replace(wish, demands=demands))
    return reports


def _verify_one(where: str, wish: Wish) -> Report:
    source = source_at(where)
    try:
        return _verify_source(source, where, wish)
    finally:
        source.close()


def _verify_source(source: Source, where: str, wish: Wish) -> Report:
    try:
        policy = policy_or_key(wish.policy if wish.policy is not None else _own_policy(where))
    except Failure as failure:
        kind = AlarmKind.POLICY_ALTERED if failure.code == "policy-altered" else AlarmKind.POLICY_MALFORMED
        return _report_of(source, Alarm(kind, wish.policy or f"{where}/policy", f"{failure.where}: {failure.why}"))
    memory = dict(wish.demands.memory)
    alarms: list[Alarm] = []
    for path in (*wish.since, *([wish.remember] if wish.remember else [])):
        data = read_optional(Files(), path)
        if data is not None:
            memory[str(path)] = data
        elif path != wish.remember:
            alarms.append(Alarm(AlarmKind.MEMORY_MALFORMED, str(path), "there is no such file"))
    if wish.ask_witnesses:
        alarms += _ask(policy, memory)
    report = verify(source, policy, replace(wish.demands, memory=memory, max_age=wish.max_age))
    report = replace(report, alarms=(*report.alarms, *alarms))
    if wish.remember and report.ok:
        place_durably(Files(), wish.remember, report.checkpoint.encode())
    return report


def _own_policy(where: str) -> str:
    if "://" in where:
        raise Refused(
            "no-policy", "No policy was given", where, "what a server says of itself proves nothing", "Give --policy."
        )
    return str(Path(where) / "policy")


def _ask(policy: Policy, memory: dict[str, bytes]) -> list[Alarm]:
    """Add what each witness last signed to the memory; a witness that cannot be asked is an alarm."""
    alarms = []
    for witness in policy.witnesses:
        for log in policy.logs:
            try:
                data = witness_memory(witness, log.key.name)
            except Failure as failure:
                alarms.append(Alarm(AlarmKind.WITNESS_UNREACHABLE, witness.key.name, failure.why))
                continue
            if data is not None:
                memory[f"witness {witness.key.name}"] = data
    return alarms


def _report_of(source: Source, alarm: Alarm) -> Report:
    return Report(source.name, "", 0, "", "", (), (alarm,))
