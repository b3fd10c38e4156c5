"""What the learnt model proposes for people, in the words in which every kind's proposals are written down."""

import pyarrow as pa

from athena.resolve.entity import EntityKind
from athena.resolve.linkage import Judgements, Linkage
from athena.resolve.linking import link
from athena.resolve.model import Model
from athena.resolve.pairs import Outcome
from athena.resolve.proposal import PRIOR, Proposal, Why

_AT_ONCE = 100_000


def resolve_people(people: pa.Table, model: Model, judged: Judgements, reviewed: float) -> Proposal:
    """Link people's records; pairs of two clusters that weigh at most `reviewed` bits less than joining are queued.

    `people` is as `held.as_compared` gives it.
    """
    return proposed_by(link(people, model, judged), model, reviewed)


def proposed_by(found: Linkage, model: Model, reviewed: float) -> Proposal:
    """A linkage as a proposal."""
    whys: list[Why] = []
    for start in range(0, len(found.edges), _AT_ONCE):
        whys += _whys(found, model, reviewed, slice(start, start + _AT_ONCE))
    return Proposal(EntityKind.PERSON, found.record_ids, found.cluster, whys)


def _whys(found: Linkage, model: Model, reviewed: float, which: slice) -> list[Why]:
    edges = found.edges
    left, right = edges.left[which], edges.right[which]
    together = (found.cluster[left] == found.cluster[right]).tolist()
    asked = (edges.weight[which] >= model.join - reviewed).tolist()
    bits = edges.evidence(which)
    rows = zip(left.tolist(), right.tolist(), bits.tolist(), together, asked, strict=True)
    return [
        Why(
            one,
            other,
            (
                (PRIOR, edges.weights.prior),
                *((name, value) for name, value in zip(edges.features, each, strict=True) if value),
            ),
            Outcome.JOINED if same else Outcome.QUEUED if ask else Outcome.APART,
        )
        for one, other, each, same, ask in rows
    ]
