"""Northmere Police: a fictional force with known truth, as the files its systems would export.

`generate` makes it from a seed and a size; `LAYOUTS` says what is in each file, column by column.
"""

from athena.synth.generate import STAGES, Request, generate
from athena.synth.layout import LAYOUTS, FileLayout
from athena.synth.rates import Rates, load_rates

__all__ = ["LAYOUTS", "STAGES", "FileLayout", "Rates", "Request", "generate", "load_rates"]
