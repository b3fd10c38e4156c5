"""The policy: Cedar rules read from files that anyone may read, refused as a whole if one rule is incomplete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NewType

import cedarpy
from cedarpy import pst

from athena.access.annotations import Annotations, RuleId, complaints, read_annotations
from athena.access.refused import Refused

PolicyDigest = NewType("PolicyDigest", str)

SCHEMA = "schema.cedarschema"

WHO = "whoever maintains the policy, under docs/access.md"


@dataclass(frozen=True)
class Rule:
    """One Cedar rule: what it says of itself, whether it permits or forbids, its typed tree and its file."""

    annotations: Annotations
    permits: bool
    tree: pst.Template
    file: str

    @property
    def id(self) -> RuleId:
        """The rule's own `@id`."""
        return self.annotations.id


@dataclass(frozen=True)
class Policy:
    """A whole, valid policy: its files by name, and its rules in file order.

    Make one with `read_policy` (a folder) or `policy_from` (texts, such as an archived one).
    """

    files: Mapping[str, str]
    rules: tuple[Rule, ...]

    @cached_property
    def digest(self) -> PolicyDigest:
        """SHA-256, in hex, of the canonical JSON of every file by name: any changed byte changes it."""
        return digest_of(self.files)

    @cached_property
    def cedar(self) -> cedarpy.PolicySet:
        """The parsed handle; held, because parsing costs more than deciding."""
        return cedarpy.PolicySet.from_str(cedar_text(self.files))

    @cached_property
    def schema(self) -> cedarpy.Schema:
        """The parsed schema handle."""
        return cedarpy.Schema.from_str(self.files[SCHEMA])

    def rule(self, rule_id: RuleId) -> Rule:
        """The rule called `rule_id`. Refused with `access.rule-unknown` where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise Refused(
            "rule-unknown",
            what=f"rule {rule_id!r}",
            why="the policy in force has no rule of that id",
            remedy="run `athena policy list`",
            who=WHO,
        )


def digest_of(files: Mapping[str, str]) -> PolicyDigest:
    """The digest of policy texts by file name: SHA-256 over their JSON with sorted keys."""
    canonical = json.dumps(dict(sorted(files.items())), ensure_ascii=False, separators=(",", ":"))
    return PolicyDigest(hashlib.sha256(canonical.encode()).hexdigest())


def cedar_text(files: Mapping[str, str]) -> str:
    """All Cedar files as one text, in name order."""
    return "\n".join(files[name] for name in sorted(files) if name.endswith(".cedar"))


def read_files(folder: Path) -> Mapping[str, str]:
    """The policy files under `folder` by relative name: Cedar, schema and grounds.

    Refused with `access.policy-missing` where the folder holds no schema, and with `access.policy-unreadable` for a
    file that is no text.
    """
    files = {name: _text(path) for name, path in files_of(folder).items()}
    if SCHEMA not in files:
        raise Refused(
            "policy-missing",
            what="read the policy",
            where=str(folder),
            why=f"there is no {SCHEMA} here",
            remedy="restore the policy folder; `athena policy check` says when it is whole",
            who=WHO,
        )
    return files


def files_of(folder: Path) -> Mapping[str, Path]:
    """The files that make up the policy of `folder`, by relative name, sorted."""
    names = [*folder.glob("*.cedar"), *folder.glob("*.cedarschema"), *folder.glob("grounds/*.yaml")]
    return {path.relative_to(folder).as_posix(): path for path in sorted(names)}


def _text(path: Path) -> str:
    # Not `read_text`, which takes a carriage return for a line feed: a digest over it would miss a changed byte.
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Refused(
            "policy-unreadable",
            what="read the policy",
            where=str(path),
            why=f"byte {error.start} is not UTF-8",
            remedy="restore the file; `athena ledger verify` names every policy file that was changed",
            who=WHO,
        ) from error


def read_policy(folder: Path) -> Policy:
    """The policy of `folder`. Refused with `access.policy-invalid`, listing every fault, unless it is whole."""
    return policy_from(read_files(folder))


def policy_from(files: Mapping[str, str]) -> Policy:
    """The policy of these texts. Refused with `access.policy-invalid`, listing every fault, unless it is whole."""
    wrong = faults(files)
    if wrong:
        raise Refused(
            "policy-invalid",
            what="load the policy",
            why="; ".join(wrong),
            remedy="mend the files named; `athena policy check` must be silent before anything is read",
            who=WHO,
        )
    return trusted_policy(files)


def trusted_policy(files: Mapping[str, str]) -> Policy:
    """The policy of texts that were found whole when they were adopted, and whose digest says they are the same."""
    rules = tuple(
        Rule(read_annotations(tree.annotations), tree.effect == "permit", tree, name) for name, tree in _trees(files)
    )
    return Policy(dict(files), rules)


def faults(files: Mapping[str, str]) -> tuple[str, ...]:
    """Every fault of a policy, as sentences naming file and rule; empty when it may be enforced.

    Faults are: text Cedar cannot parse or validate against the schema, missing or malformed annotations, an id
    used twice, a template, a permit open to anybody or to any operation (DPA 2018 s.57(3)), a rule about one
    named person, and an expression that the compiled evaluator does not know.
    """
    from athena.access.evaluate import unsupported

    try:
        trees = _trees(files)
    except ValueError as problem:
        return (f"Cedar cannot parse the policy: {problem}",)
    found = [f"{name}: {_name_of(tree)}: {fault}" for name, tree in trees for fault in _rule_faults(tree)]
    found += [f"{name}: {_name_of(tree)}: {fault}" for name, tree in trees for fault in unsupported(tree)]
    found += _repeated(trees)
    found += _templates(files)
    validation = cedarpy.validate_policies(cedar_text(files), files[SCHEMA])
    return (*found, *(f"schema: {error}" for error in validation.errors))


def _trees(files: Mapping[str, str]) -> list[tuple[str, pst.Template]]:
    return [
        (name, tree)
        for name in sorted(files)
        if name.endswith(".cedar")
        for tree in cedarpy.policies_to_pst(files[name]).static_policies.values()
    ]


def _name_of(tree: pst.Template) -> str:
    return tree.annotations.get("id") or tree.id


def _rule_faults(tree: pst.Template) -> list[str]:
    found = list(complaints(tree.annotations))
    if tree.effect == "permit" and isinstance(tree.principal, pst.ScopeAny):
        found.append("a permit must name a role; nothing is open to anybody (DPA 2018 s.57(3))")
    if tree.effect == "permit" and isinstance(tree.action, pst.ScopeAny):
        found.append("a permit must name its operations (DPA 2018 s.57(3))")
    if tree.effect == "permit" and not tree.clauses:
        found.append("a permit must say when; without a condition it opens every field of every record")
    if any(str(uid.type) in ("Person", "Service") for uid in pst.entity_uids(tree)):
        found.append("a rule may not name one person; that is a grant, and grants expire")
    return found


def _repeated(trees: list[tuple[str, pst.Template]]) -> list[str]:
    names = [_name_of(tree) for _, tree in trees]
    return [
        f"the id {name!r} is used by {names.count(name)} rules" for name in sorted(set(names)) if names.count(name) > 1
    ]


def _templates(files: Mapping[str, str]) -> list[str]:
    names = [name for name in files if name.endswith(".cedar")]
    return [f"{name}: templates are not used" for name in names if cedarpy.policies_to_pst(files[name]).templates]
