import numpy as np

from athena.forecast.regression import fit_regression


def test_it_learns_which_surface_the_events_follow() -> None:
    draw = np.random.default_rng(1)
    follows, other = draw.dirichlet(np.ones(60)), draw.dirichlet(np.ones(60))
    surfaces = np.stack([follows, other, np.full(60, 1 / 60)]).astype(np.float32)
    model = fit_regression([(surfaces, draw.poisson(2000 * follows).astype(float)) for _ in range(4)])
    assert model.coefficients[0] > 0.8
    assert abs(model.coefficients[1]) < 0.2
    density = model.density(surfaces)
    assert abs(density.sum() - 1) < 1e-9
    assert np.corrcoef(density, follows)[0, 1] > 0.98
