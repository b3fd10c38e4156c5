import highspy
import numpy as np
import pytest

from athena.deploy.solver import new_solver, run


def test_two_solvers_live_in_one_process() -> None:
    for _ in range(2):
        highs = new_solver()
        highs.addRow(1.0, 1.0, 0, np.empty(0, np.int32), np.empty(0))
        highs.addCol(2.0, 0.0, highspy.kHighsInf, 1, np.array([0], np.int32), np.array([1.0]))
        run(highs)
        assert highs.getInfo().objective_function_value == pytest.approx(2.0)


def test_a_run_that_fails_raises() -> None:
    highs = new_solver()
    highs.setOptionValue("threads", 2)  # the process's threads are one by now
    highs.addRow(1.0, 1.0, 0, np.empty(0, np.int32), np.empty(0))
    with pytest.raises(RuntimeError, match="HiGHS failed"):
        run(highs)
