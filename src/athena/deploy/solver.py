"""HiGHS, set up alike everywhere: quiet, and on one thread.

Its threads belong to the process: a second solver that asks for another number fails at its first run, so no module
sets one up by itself.
"""

from __future__ import annotations

import highspy


def new_solver() -> highspy.Highs:
    """A solver without a model."""
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs


def run(highs: highspy.Highs) -> None:
    """Solve; a run that fails raises, for a stale answer would be taken for a new one."""
    if highs.run() == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS failed: {highs.modelStatusToString(highs.getModelStatus())}")
