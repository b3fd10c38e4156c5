import numpy as np

from athena.synth.crimes import Crimes
from athena.synth.offending import METHODS
from athena.synth.process import CRIME_TYPES
from athena.synth.world import World


def test_every_event_but_disorder_is_recorded_once_in_order_of_recording(world: World, crimes: Crimes) -> None:
    disorder = CRIME_TYPES.index("anti_social_behaviour")
    assert sorted(crimes.event.tolist()) == np.flatnonzero(world.events.type != disorder).tolist()
    assert (np.diff(crimes.recorded) >= 0).all()


def test_the_window_holds_the_event_and_recording_comes_after(world: World, crimes: Crimes) -> None:
    at = world.events.at[crimes.event]
    assert (crimes.started <= at).all()
    seen = crimes.started != crimes.ended
    assert (at[seen] <= crimes.ended[seen] + 300).all()
    assert (crimes.recorded > at).all()
    assert 0.1 < seen.mean() < 0.6


def test_nobody_is_victim_of_himself(crimes: Crimes) -> None:
    assert (crimes.victim[crimes.victim >= 0] != crimes.offender[crimes.victim >= 0]).all()


def test_most_suspects_did_it_and_some_did_not(crimes: Crimes) -> None:
    named = crimes.suspect >= 0
    right = (crimes.suspect == crimes.offender)[named].mean()
    assert 0.9 < right < 1


def test_a_case_without_suspect_ends_as_no_suspect_identified(crimes: Crimes) -> None:
    without = crimes.suspect < 0
    assert {crimes.outcomes[n] for n in crimes.outcome[without]} == {"18"}
    assert "18" not in {crimes.outcomes[n] for n in crimes.outcome[~without]}


def test_violence_at_home_is_often_by_somebody_of_the_household(world: World, crimes: Crimes) -> None:
    violence = crimes.type == CRIME_TYPES.index("violence_and_sexual_offences")
    has = violence & (crimes.victim >= 0)
    same = world.people.household[crimes.victim[has]] == world.people.household[crimes.offender[has]]
    assert 0.08 < same.mean() < 0.5


def test_an_offender_keeps_to_a_usual_method(world: World, crimes: Crimes) -> None:
    usual = dict(zip(world.offenders.person.tolist(), world.offenders.method.tolist(), strict=True))
    kind_of = CRIME_TYPES.index("shoplifting")
    kept = [
        (usual[who] + kind_of) % METHODS == method
        for who, method, kind in zip(
            crimes.offender.tolist(), crimes.method.tolist(), crimes.type.tolist(), strict=True
        )
        if kind == kind_of
    ]
    assert 0.6 < np.mean(kept) < 0.95


def test_a_few_people_suffer_much_of_the_crime(crimes: Crimes, world: World) -> None:
    suffered = np.sort(np.bincount(crimes.victim[crimes.victim >= 0], minlength=len(world.people)))[::-1]
    assert suffered[: len(suffered) // 25].sum() / suffered.sum() > 0.4
