"""Bringing a state database to this Athena's tables, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def configuration(engine: Engine) -> Config:
    """Alembic's configuration for `engine`: the packaged migrations and nothing from the caller's folder."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations up to `to`, each in its own transaction."""
    command.upgrade(configuration(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    """Run the migrations back to `to`; every migration can be undone."""
    command.downgrade(configuration(engine), to)
