"""Why two records weigh what they weigh, in words and bits that sum."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from athena.resolve.compare import LEVELS
from athena.resolve.comparing import Comparisons, compare_pairs
from athena.resolve.folding import GIVEN_FAMILY
from athena.resolve.linkage import Evidence, RecordId, Waterfall
from athena.resolve.model import Model
from athena.resolve.population import Population, populate
from athena.resolve.weighing import MOST_FOR_RARITY, NAMESAKES, OTHERS, TWINS

_EXACT, _SOME = 1e-9, 0.1
_NOT_KNOWN = "not known of both, so it says nothing"


def explain_pair(records: pa.Table, left: RecordId, right: RecordId, model: Model) -> Waterfall:
    """The waterfall of two of the records, whether or not they were candidates.

    Raises `KeyError` with the id when one of them is not there.
    """
    both = records.filter(pc.is_in(records["record_id"], pa.array([left, right])))
    population = populate(both, model.configuration, model.frequencies)
    a, b = _position(population, left), _position(population, right)
    pair = (np.array([a], np.int32), np.array([b], np.int32))
    compared = compare_pairs(pair, population, population, model.configuration)
    bits = model.weights.evidence(compared)[0]
    lines = tuple(
        Evidence(attribute.name, _words(column, compared, model), _value(population, attribute.name, a),
                 _value(population, attribute.name, b), float(bits[column]))
        for column, attribute in enumerate(model.configuration.attributes)
        if attribute.name in population.attributes
    )  # fmt: skip
    others = Evidence(OTHERS, _of_others(bits, model), "", "", float(bits[-1]))
    weight = float(model.weights.weigh(compared)[0])
    return Waterfall(left, right, model.weights.prior, (*lines, others), weight, model.join)


def _of_others(bits: NDArray[np.float64], model: Model) -> str:
    total = float(bits.sum()) + model.weights.prior
    if abs(total - TWINS) < _EXACT:
        return "twins would agree in all of this"
    if abs(total - NAMESAKES) < _EXACT:
        return "nothing but the name agrees, as of namesakes"
    if bits[-1] < -1:
        return "relatives or neighbours would agree in much of this as well"
    return (
        "relatives or neighbours would not agree so" if bits[-1] > _SOME else "relatives would explain little of this"
    )


def _position(population: Population, record: RecordId) -> int:
    found: NDArray[np.intp] = np.flatnonzero(population.record_ids == record)
    if not len(found):
        raise KeyError(record)
    return int(found[0])


def _value(population: Population, attribute: str, record: int) -> str:
    values = population.attributes[attribute]
    rows = values.value[values.start[record] : values.start[record + 1]]
    texts = [str(values.text[int(row)]).replace(GIVEN_FAMILY, " ") for row in rows]
    return "; ".join(" ".join(text.split()) for text in texts)


def _words(column: int, compared: Comparisons, model: Model) -> str:
    level = int(compared.level[0, column])
    if level == 0:
        return _NOT_KNOWN
    words = LEVELS[model.configuration.attributes[column].comparison].words[level - 1]
    rarity = float(compared.rarity[0, column])
    if rarity <= 0:
        return words
    beyond = model.weights.frequency * (rarity - model.weights.usual[column, level])
    if abs(beyond) < 1:
        return words
    most = " by as much as is believed" if abs(beyond) >= MOST_FOR_RARITY else ""
    return f"{words}; what agrees is {'rarer' if beyond > 0 else 'commoner'} than usual{most}"
