"""Alembic's entry: run the migrations on the engine that the caller hands over."""

from alembic import context

from athena.access.state.models import Base

with context.config.attributes["engine"].connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
