"""Where the policy that Athena is delivered with lies: inside the package, or beside the source in a checkout."""

from __future__ import annotations

from pathlib import Path

from athena.access.policy import SCHEMA


def packaged_policy() -> Path:
    """The folder of the delivered policy.

    A wheel carries it as `athena/access/policy`; a checkout has it at its root, where the public looks for it.
    """
    inside = Path(__file__).parent / "policy"
    return inside if (inside / SCHEMA).exists() else Path(__file__).parents[3] / "policy"
