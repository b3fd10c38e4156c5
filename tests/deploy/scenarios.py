"""A small force for tests of officer numbers."""

from athena.deploy.establishment import Establishment


def force(**said: object) -> Establishment:
    return Establishment.model_validate(
        {
            "starts": "2026-04-01",
            "ends": "2028-04-01",
            "ranks": ["Constable", "Sergeant"],
            "strength": {"Constable": {"0-1": 120, "2-9": 400, "10-29": 300}, "Sergeant": {"8-20": 100}},
            "leaving": {"0-1": 0.08, "2-24": 0.03, "25-": 0.2},
            "recruits": 6,
            "promotions": [{"rank": "Constable", "to": "Sergeant", "keep": 100, "years": 4}],
            "recruit_cost": 10_000,
            "officer_cost": {"Constable": 60_000, "Sergeant": 70_000},
            **said,
        }
    )
