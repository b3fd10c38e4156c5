"""The pulse covers what is pending, and tells of witnesses that do not sign."""

from pathlib import Path
from threading import Event as Flag

from athena.ledger.entry import Event
from athena.ledger.failures import Failure
from athena.ledger.keys import SigningKey
from athena.ledger.log import Log, LogKeys
from athena.ledger.policy import Policy
from athena.ledger.pulse import Pulse


def test_pending_entries_are_covered_without_anyone_asking(
    empty_log: Path, keys: LogKeys, event: Event, policy: Policy
) -> None:
    covered = Flag()

    class Watching(Log):
        def publish(self) -> object:  # type: ignore[override]
            signed = super().publish()
            if signed.checkpoint.size == 3:
                covered.set()
            return signed

    with Watching.open(empty_log, keys) as log:
        pulse = Pulse(log, policy, lambda failure: None, busy=0.01, idle=1000.0)
        pulse.start()
        log.append_many([event] * 3)
        assert covered.wait(20)
        pulse.stop()
        assert log.pending() == 0


def test_a_silent_witness_is_told_of_and_does_not_stop_the_pulse(
    empty_log: Path, keys: LogKeys, mayor: SigningKey
) -> None:
    text = f"log {keys.signer.verifier}\nwitness m {mayor.verifier} http://127.0.0.1:9/\nquorum m\n"
    told: list[Failure] = []
    twice = Flag()

    def tell(failure: Failure) -> None:
        told.append(failure)
        if len(told) == 2:
            twice.set()

    with Log.open(empty_log, keys) as log:
        pulse = Pulse(log, Policy.parse(text.encode()), tell, busy=0.01, idle=0.02)
        pulse.start()
        assert twice.wait(20)
        pulse.stop()
    assert {failure.code for failure in told} == {"witness-unreachable"}
