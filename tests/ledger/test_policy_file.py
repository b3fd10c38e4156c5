"""The policy on disk and the digest beside it."""

import subprocess
from pathlib import Path

import pytest

from athena.ledger.failures import Malformed, Refused
from athena.ledger.log import LogKeys
from athena.ledger.policy import Policy
from athena.ledger.policy_file import digest_path, first_policy, policy_or_key, read_policy, write_policy


def test_a_written_policy_is_read_back_and_sha256sum_agrees(tmp_path: Path, keys: LogKeys) -> None:
    path = tmp_path / "policy"
    written = write_policy(path, first_policy(keys.signer.verifier))
    assert read_policy(path) == written == policy_or_key(str(path))
    assert written.quorum is None
    subprocess.run(["sha256sum", "--check", "--strict", digest_path(path).name], cwd=tmp_path, check=True)


def test_any_flipped_byte_is_refused_even_in_a_comment(tmp_path: Path, keys: LogKeys) -> None:
    path = tmp_path / "policy"
    data = first_policy(keys.signer.verifier)
    write_policy(path, data)
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(Malformed) as refused:
            read_policy(path)
        assert refused.value.code == "policy-altered"


def test_a_policy_without_a_digest_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "policy").write_bytes(b"quorum none\n")
    assert read_policy(tmp_path / "policy").logs == ()


def test_a_bad_policy_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(Malformed):
        write_policy(tmp_path / "policy", b"quorum nobody\n")
    assert not (tmp_path / "policy").exists()


def test_a_bare_key_and_a_missing_file(keys: LogKeys, tmp_path: Path) -> None:
    assert policy_or_key(str(keys.signer.verifier)) == Policy.of_log(keys.signer.verifier)
    with pytest.raises(Refused) as refused:
        policy_or_key(str(tmp_path / "none"))
    assert refused.value.code == "no-policy"
