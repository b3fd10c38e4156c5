"""The algorithm register."""

import sqlalchemy as sa
from alembic import op

revision = "algorithms"
down_revision = "0002"


def upgrade() -> None:
    """Make the register's table."""
    op.create_table(
        "algorithm",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.String(24), nullable=False),
        sa.Column("expires", sa.String(24), nullable=False),
        sa.Column("withdrawn_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["principal.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_algorithm_name", "algorithm", ["name"])


def downgrade() -> None:
    """Remove it; the register log keeps what was registered."""
    op.drop_index("ix_algorithm_name", "algorithm")
    op.drop_table("algorithm")
