"""What people judge of records, what measures them, and what relies on an entity."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of resolution's operational state."""
    op.create_table(
        "judgement",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("entity_kind", sa.String(length=16), nullable=False),
        sa.Column("left_record", sa.String(length=80), nullable=False),
        sa.Column("right_record", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("judged_at", sa.String(24), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["principal.id"]),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_judgement_left_record", "judgement", ["left_record"])
    op.create_index("ix_judgement_right_record", "judgement", ["right_record"])
    op.create_table(
        "judgement_retraction",
        sa.Column("judgement", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("retracted_at", sa.String(24), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgement.id"]),
        sa.ForeignKeyConstraint(["actor"], ["principal.id"]),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("judgement"),
    )
    op.create_table(
        "known_answer",
        sa.Column("left_record", sa.String(length=80), nullable=False),
        sa.Column("right_record", sa.String(length=80), nullable=False),
        sa.Column("entity_kind", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("planted_by", sa.String(length=64), nullable=False),
        sa.Column("planted_at", sa.String(24), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["planted_by"], ["principal.id"]),
        sa.PrimaryKeyConstraint("left_record", "right_record"),
    )
    op.create_table(
        "known_answer_given",
        sa.Column("left_record", sa.String(length=80), nullable=False),
        sa.Column("right_record", sa.String(length=80), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.String(24), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer"], ["principal.id"]),
        sa.PrimaryKeyConstraint("left_record", "right_record", "reviewer"),
    )
    op.create_table(
        "reliance",
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("dependant_kind", sa.String(length=16), nullable=False),
        sa.Column("dependant", sa.String(length=80), nullable=False),
        sa.Column("case", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case_file.id"]),
        sa.PrimaryKeyConstraint("subject", "dependant_kind", "dependant"),
    )


def downgrade() -> None:
    """Remove them; what they held is gone, the ledger's record of it is not."""
    op.drop_table("reliance")
    op.drop_table("known_answer_given")
    op.drop_table("known_answer")
    op.drop_table("judgement_retraction")
    op.drop_index("ix_judgement_right_record", "judgement")
    op.drop_index("ix_judgement_left_record", "judgement")
    op.drop_table("judgement")
