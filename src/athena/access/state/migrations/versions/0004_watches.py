"""Saved questions that are asked again, what they met, and charts kept in a case."""

import sqlalchemy as sa
from alembic import op

revision = "watches"
down_revision = "algorithms"


def upgrade() -> None:
    """Make the tables of watches and charts."""
    op.create_table(
        "watch",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("query", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("read_until", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["principal.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_case", "watch", ["case"])
    op.create_table(
        "watched",
        sa.Column("watch", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("raised_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["watch"], ["watch.id"]),
        sa.PrimaryKeyConstraint("watch", "record"),
    )
    op.create_table(
        "case_chart",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_by", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.ForeignKeyConstraint(["kept_by"], ["principal.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_chart_case", "case_chart", ["case"])


def downgrade() -> None:
    """Remove them; the log keeps what was watched for whom, and what was kept."""
    op.drop_index("ix_case_chart_case", "case_chart")
    op.drop_table("case_chart")
    op.drop_table("watched")
    op.drop_index("ix_watch_case", "watch")
    op.drop_table("watch")
