"""Tokens, by which a program acts as a principal for a case."""

import sqlalchemy as sa
from alembic import op

revision = "tokens"
down_revision = "watches"


def upgrade() -> None:
    """Make the table of tokens."""
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("principal", sa.String(length=64), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.String(24), nullable=False),
        sa.Column("expires", sa.String(24), nullable=False),
        sa.Column("revoked_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["principal"], ["principal.id"]),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_token_principal", "token", ["principal"])


def downgrade() -> None:
    """Remove it; every token ends."""
    op.drop_index("ix_token_principal", "token")
    op.drop_table("token")
