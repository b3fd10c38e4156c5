"""Models as bytes: the same model the same bytes, back whole, and nothing else read back."""

import pytest
from tests.resolve.people import write_down

from athena.failures import StopTheLine
from athena.resolve.configuration import configuration
from athena.resolve.frozen import frozen, thawed
from athena.resolve.linking import link
from athena.resolve.model import Model
from athena.resolve.training import train


def test_a_model_comes_back_whole_and_links_as_before() -> None:
    records, _ = write_down(120)
    model = train(records, configuration("person"))
    back = thawed(frozen(model))
    assert isinstance(back, Model)
    assert frozen(back) == frozen(model)
    assert back.configuration == model.configuration
    assert link(records, back).clusters() == link(records, model).clusters()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\n",
        b'{"model":{"is":"frozen:frozen","of":{}},"arrays":[]}\n',
        b'{"model":{"is":"os:system","of":{}},"arrays":[]}\n',
        b'{"model":1,"arrays":[["|O",[1]]]}\n12345678',
        b'{"model":1,"arrays":[]}\nmore',
    ],
)
def test_what_is_no_model_stops_the_line(content: bytes) -> None:
    with pytest.raises(StopTheLine, match="cannot be read"):
        thawed(content)


def test_a_model_holds_no_code() -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        frozen(lambda: None)
