"""A witness's own folder: keys, known logs, and cosigning without a network."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from athena.ledger.cosignature import Cosignature
from athena.ledger.failures import Malformed, Refused
from athena.ledger.log import Log, LogKeys
from athena.ledger.note import parse_signature_lines
from athena.ledger.policy import Policy
from athena.ledger.witness_folder import (
    cosign_place,
    create_witness,
    known_logs,
    open_witness,
    trust_log,
    witness_policy,
)

Grow = Callable[[Path, int], None]


@pytest.fixture
def folder(tmp_path: Path, keys: LogKeys) -> Path:
    create_witness(tmp_path / "w", "oversight.example/mayor")
    trust_log(tmp_path / "w", keys.signer.verifier)
    return tmp_path / "w"


def test_keys_are_made_once_and_kept_private(folder: Path) -> None:
    assert [key.kind.name for key in open_witness(folder).verifiers] == ["COSIGN_ED25519", "COSIGN_MLDSA44"]
    assert {path.stat().st_mode & 0o077 for path in (folder / "keys").iterdir()} == {0}
    with pytest.raises(Refused) as refused:
        create_witness(folder, "another")
    assert refused.value.code == "witness-exists"
    with pytest.raises(Malformed):
        create_witness(folder.parent / "v", "bad name")


def test_logs_are_trusted_once_and_cosigners_are_not_logs(folder: Path, keys: LogKeys) -> None:
    trust_log(folder, keys.signer.verifier)
    assert known_logs(folder) == (keys.signer.verifier,)
    with pytest.raises(Malformed):
        trust_log(folder, open_witness(folder).verifiers[0])


def test_there_must_be_a_witness(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_witness(tmp_path)
    assert refused.value.code == "no-witness"


def test_a_copy_of_the_log_is_cosigned_as_it_grows_and_never_as_it_shrinks(
    folder: Path, empty_log: Path, tmp_path: Path, grow: Grow, keys: LogKeys
) -> None:
    witness = open_witness(folder)
    for count in (5, 300):
        grow(empty_log, count)
        assert len(parse_signature_lines(cosign_place(witness, str(empty_log)).decode())) == 2
    Log.found(tmp_path / "other", keys)
    grow(tmp_path / "other", 10)
    with pytest.raises(Refused) as refused:
        cosign_place(witness, str(tmp_path / "other"))
    assert refused.value.code == "rolled-back"
    grow(tmp_path / "other", 400)
    with pytest.raises(Refused) as refused:
        cosign_place(witness, str(tmp_path / "other"))
    assert refused.value.code == "not-signed"


def test_its_policy_is_met_by_either_of_its_keys(folder: Path, keys: LogKeys) -> None:
    policy = Policy.parse(witness_policy(folder, "http://127.0.0.1:1"))
    assert [log.key for log in policy.logs] == [keys.signer.verifier]
    assert {witness.url for witness in policy.witnesses} == {"http://127.0.0.1:1"}
    assert not policy.satisfied_by([])
    for witness in policy.witnesses:
        assert policy.satisfied_by([Cosignature(witness.key, 1)])
    assert Policy.parse(witness_policy(folder, None)).witnesses[0].url is None


def test_a_log_it_does_not_know_is_refused(tmp_path: Path, made_log: Path) -> None:
    create_witness(tmp_path / "v", "v")
    with pytest.raises(Refused) as refused:
        cosign_place(open_witness(tmp_path / "v"), str(made_log))
    assert refused.value.code == "unknown-log"


def test_a_folder_without_a_checkpoint_is_refused(folder: Path, copied_log: Path) -> None:
    (copied_log / "checkpoint").unlink()
    with pytest.raises(Refused):
        cosign_place(open_witness(folder), str(copied_log))
    shutil.rmtree(copied_log)
