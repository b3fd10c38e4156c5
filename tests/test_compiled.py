import numpy as np
import numpy.typing as npt

from athena.compiled import compiled


@compiled
def longest_step(values: npt.NDArray[np.float64]) -> float:
    longest = 0.0
    for here in range(1, len(values)):
        longest = max(longest, abs(values[here] - values[here - 1]))
    return longest


def test_a_compiled_function_gives_what_python_would() -> None:
    values = np.array([0.0, 2.0, -1.5])
    assert longest_step(values) == 3.5
