"""What a pass found: keys of rejected rows that nobody else has."""

from athena.ingest.migration.examined import Findings


def test_stale_keys_are_those_that_only_rejected_rows_have() -> None:
    findings = Findings(rejected_keys={"00000000000000aa", "00000000000000bb"})
    findings.accepted_keys.append(0xAA)
    assert findings.stale_keys() == {"00000000000000bb"}
