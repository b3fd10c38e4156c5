import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from athena.pole.label import Label, label_parts, parse_label
from athena.pole.refusal import Refused

PARTS = {name: tuple(part.values) for name, part in label_parts().parts.items()}
COMPARTMENTS = st.just("") | st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}\Z")
OPEN = Label("open", "none", "ungraded", "open_data", "none")


@st.composite
def labels(draw: st.DrawFn) -> Label:
    chosen = {name: draw(st.sampled_from(values)) for name, values in PARTS.items()}
    return Label(**chosen, compartment=draw(COMPARTMENTS))


@given(labels())
def test_print_then_parse_is_identity(label: Label) -> None:
    assert parse_label(str(label)) == label


@given(labels())
def test_an_id_is_positive_and_fits_a_signed_bigint(label: Label) -> None:
    assert 0 < label.id < 2**63


def test_ids_of_all_labels_without_compartment_differ() -> None:
    every = [Label(**dict(zip(PARTS, values, strict=True))) for values in product(*PARTS.values())]
    assert len({label.id for label in every}) == len(every)


def test_an_id_is_the_same_in_every_process_and_for_ever() -> None:
    # Rows on disk carry this number: a change here is a migration of every lake.
    assert OPEN.id == 6258230531463535552
    code = "from athena.pole import Label; print(Label('open', 'none', 'ungraded', 'open_data', 'none').id)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(other.stdout) == OPEN.id


def test_the_categories_of_section_38_are_all_there() -> None:
    assert {"suspect", "convicted", "victim", "witness", "other"} <= set(PARTS["data_subject"])
    assert "s.38" in label_parts().parts["data_subject"].law


@pytest.mark.parametrize(
    "values",
    [
        {"sensitivity": "secret"},
        {"data_subject": "offender"},
        {"handling": "5"},
        {"lawful_basis": "because"},
        {"review_group": "5"},
        {"compartment": "Op; Elm"},
    ],
)
def test_a_value_that_is_not_allowed_is_refused(values: dict[str, str]) -> None:
    good = dict(zip(PARTS, ("open", "none", "ungraded", "open_data", "none"), strict=True))
    with pytest.raises(Refused) as caught:
        Label(**{**good, **values})
    assert caught.value.code == "pole.label.value"
    assert "athena schema --labels" in caught.value.remedy


@pytest.mark.parametrize("text", ["", "open", str(OPEN) + ";x=1", str(OPEN).replace(";", "; ")])
def test_a_text_that_is_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_label(text)
    assert caught.value.code == "pole.label.form"
