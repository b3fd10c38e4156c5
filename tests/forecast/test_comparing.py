import numpy as np

from athena.forecast.comparing import difference_in_bits, difference_in_hits
from athena.forecast.scoring import Score, WindowScore


def scored(bits: list[float], hits: list[float]) -> Score:
    windows = tuple(WindowScore(10, (0.0, hit, hit, hit), (1.0,) * 4, bit) for bit, hit in zip(bits, hits, strict=True))
    return Score(windows, 1.0, 1.0, 0.0)


def test_a_steady_lead_is_clear_and_noise_is_not() -> None:
    noise = np.random.default_rng(2).normal(0, 5, 26)
    ahead = scored([3.0] * 26, [2.0] * 26)
    same = scored([2.0] * 26, [1.0] * 26)
    lead = difference_in_bits(ahead, same, 4)
    assert (lead.mean, lead.clear) == (0.1, True)
    assert difference_in_hits(ahead, same, 0.01, 4).clear
    assert not difference_in_bits(scored((2 + noise - noise.mean()).tolist(), [1.0] * 26), same, 4).clear


def test_the_same_windows_are_drawn_every_time() -> None:
    one, other = scored([1.0, 5.0, 2.0], [1, 2, 3]), scored([2.0, 1.0, 0.0], [0, 0, 0])
    assert difference_in_bits(one, other, 2) == difference_in_bits(one, other, 2)
