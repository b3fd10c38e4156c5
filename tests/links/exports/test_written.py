"""Every form writes something of every chart, the empty one included."""

from __future__ import annotations

import pytest
from tests.links.made_chart import CHART

from athena.links.chart import Chart
from athena.links.exports.written import FORMS, written


@pytest.mark.parametrize("form", FORMS)
def test_every_form_writes(form: str) -> None:
    assert written(CHART, form)
    assert isinstance(written(Chart((), ()), form), bytes)
