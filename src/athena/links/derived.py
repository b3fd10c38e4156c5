"""Everything that a rule says of a thing and nobody recorded: by links in common, by telephone, by cameras."""

from __future__ import annotations

from athena.links.convoy import convoys
from athena.links.inferred import Inferred, inferred
from athena.links.lens import Lens
from athena.links.shared import same_phone
from athena.links.whom import Whom


def derived(lens: Lens, who: Whom) -> Inferred:
    """What every rule links with `who` through `lens`; each rule releases what it rests on."""
    each = (inferred(lens, who), same_phone(lens.view, who), convoys(lens.view, who))
    return Inferred(
        tuple(link for one in each for link in one.links),
        tuple(sorted({node for one in each for node in one.nodes})),
        sum(one.left for one in each),
    )
