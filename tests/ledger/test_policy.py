"""Who must have signed: the text is the trust, so every doubt is refused."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.ledger.cosignature import Cosignature
from athena.ledger.failures import Malformed
from athena.ledger.keys import KeyType, SigningKey
from athena.ledger.policy import Policy

LOG = SigningKey("log.example", KeyType.LOG_ED25519, bytes(31) + b"\xff").verifier
KEYS = [SigningKey(f"w{n}.example", KeyType.COSIGN_ED25519, bytes(31) + bytes([n])).verifier for n in range(40)]
LINES = [f"witness W{n} {key}" for n, key in enumerate(KEYS)]
TWO_LEVELS = "\n".join(
    [
        "# overseers",
        f"log {LOG} https://log.example/",
        *LINES[:6],
        "group X 2 W0 W1 W2",
        "  group\tY any W3 W4 W5  ",
        "",
        "group Z all X Y",
        "quorum Z",
        "",
    ]
)


def signed_by(*numbers: int) -> list[Cosignature]:
    return [Cosignature(KEYS[n], 1) for n in numbers]


def test_two_levels_of_groups() -> None:
    policy = Policy.parse(TWO_LEVELS.encode())
    for count in range(7):
        for present in combinations(range(6), count):
            expected = len({0, 1, 2} & set(present)) >= 2 and bool({3, 4, 5} & set(present))
            assert policy.satisfied_by(signed_by(*present)) == expected
    assert policy.logs[0].url == "https://log.example/"
    assert policy.log("log.example") == policy.logs[0]
    assert policy.log("other") is None


def test_one_witness_alone_and_none_at_all() -> None:
    one = Policy.parse(f"log {LOG}\n{LINES[0]}\nquorum W0\n".encode())
    assert one.satisfied_by(signed_by(0))
    assert not one.satisfied_by(signed_by(1))
    assert not one.satisfied_by([])
    assert Policy.parse(b"quorum none\n").satisfied_by([])
    assert Policy.of_log(LOG).satisfied_by([])


def test_the_same_witness_twice_counts_once() -> None:
    policy = Policy.parse("\n".join([*LINES[:2], "group G 2 W0 W1", "quorum G", ""]).encode())
    assert not policy.satisfied_by(signed_by(0, 0))


def test_thirty_two_of_everything_fit() -> None:
    groups = [f"group G{n} 1 W{n}" for n in range(32)]
    names = " ".join(f"G{n}" for n in range(32))
    policy = Policy.parse("\n".join([*LINES[:32], *groups, f"group ALL 32 {names}", "quorum ALL", ""]).encode())
    assert policy.satisfied_by(signed_by(*range(32)))
    assert not policy.satisfied_by(signed_by(*range(31)))


def test_names_are_opaque_bytes() -> None:
    policy = Policy.parse(b"witness \xff\xfe " + str(KEYS[0]).encode() + b"\nquorum \xff\xfe\n")
    assert policy.satisfied_by(signed_by(0))


W0, W1 = LINES[0], LINES[1]
REFUSED = {
    "no quorum": f"{W0}\n",
    "two quorums": f"{W0}\nquorum W0\nquorum W0\n",
    "quorum of nobody known": f"{W0}\nquorum W1\n",
    "quorum before its witness": f"quorum W0\n{W0}\n",
    "quorum with two names": f"{W0}\n{W1}\nquorum W0 W1\n",
    "member below": f"group G any W0\n{W0}\nquorum G\n",
    "member of itself": f"{W0}\ngroup G any G\nquorum G\n",
    "member none": f"{W0}\ngroup G any none\nquorum G\n",
    "member twice": f"{W0}\ngroup G any W0 W0\nquorum G\n",
    "member of two groups": f"{W0}\ngroup G any W0\ngroup H any W0\nquorum H\n",
    "group without members": f"{W0}\ngroup G any\nquorum W0\n",
    "threshold nought": f"{W0}\ngroup G 0 W0\nquorum G\n",
    "threshold too high": f"{W0}\ngroup G 2 W0\nquorum G\n",
    "threshold padded": f"{W0}\ngroup G 01 W0\nquorum G\n",
    "threshold signed": f"{W0}\ngroup G +1 W0\nquorum G\n",
    "name twice": f"{W0}\nwitness W0 {KEYS[1]}\nquorum W0\n",
    "group named as a witness": f"{W0}\n{W1}\ngroup W1 any W0\nquorum W1\n",
    "name none": f"witness none {KEYS[0]}\nquorum none\n",
    "key twice": f"{W0}\nwitness V {KEYS[0]}\nquorum W0\n",
    "log twice": f"log {LOG}\nlog {LOG}\nquorum none\n",
    "log key for a witness": f"witness V {LOG}\nquorum V\n",
    "witness key for a log": f"log {KEYS[0]}\nquorum none\n",
    "log without key": "log\nquorum none\n",
    "witness with four words": f"{W0} https://a b\nquorum W0\n",
    "unknown keyword": f"{W0}\nquorom W0\nquorum W0\n",
    "capital keyword": f"{W0}\nQuorum W0\n",
    "carriage return": f"{W0}\r\nquorum W0\r\n",
    "form feed": f"{W0}\n\x0cquorum W0\n",
    "no last newline": f"{W0}\nquorum W0",
    "comment at a line's end": f"{W0}\nquorum W0 # mayor\n",
    "nothing": "",
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_doubtful_policy_is_refused(why: str) -> None:
    with pytest.raises(Malformed):
        Policy.parse(REFUSED[why].encode())


def test_a_key_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(Malformed):
        Policy.parse(b"log \xff+00000000+AA==\nquorum none\n")


def test_one_key_in_two_roles_is_refused() -> None:
    seed = b"\x07" * 32
    log = SigningKey("a", KeyType.LOG_ED25519, seed).verifier
    witness = SigningKey("b", KeyType.COSIGN_ED25519, seed).verifier
    with pytest.raises(Malformed):
        Policy.parse(f"log {log}\nwitness b {witness}\nquorum b\n".encode())


@given(st.binary(max_size=200))
def test_any_bytes_without_a_quorum_line_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        Policy.parse(data.replace(b"quorum", b""))
    assert refused.value.where.startswith("policy file")
