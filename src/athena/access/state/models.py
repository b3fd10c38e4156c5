"""The tables of operational state: principals, cases, grounds, grants, reviews, notices and what protects them.

Every row that changes anyone's access carries `entry`, the number of the ledger entry that recorded it, so that an
auditor can set each row against what the log says was done.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Dialect, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A UTC time to the millisecond, kept as `2026-11-23T07:00:00.000Z` in every database.

    One spelling, because SQLite has no time zones and PostgreSQL's microseconds would make a row written there
    differ from the ledger's own words. The text sorts as time does.
    """

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write a time with a zone; a text is taken to be written already."""
        return moment_text(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read it back in UTC."""
        return None if value is None else datetime.fromisoformat(value)


def moment_text(moment: datetime) -> str:
    """`moment` as the database and the ledger write it. Raises `ValueError` for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone means a different instant to each reader")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Base(DeclarativeBase):
    """What all tables of the state share."""


class PrincipalRow(Base):
    """A person or service that may ask."""

    __tablename__ = "principal"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(String(16))
    supervisor: Mapped[str | None] = mapped_column(String(64))
    appointed_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class RoleRow(Base):
    """One role held by one principal, until `ended_at`."""

    __tablename__ = "role_held"
    principal: Mapped[str] = mapped_column(ForeignKey("principal.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class GroundRow(Base):
    """A ground in force."""

    __tablename__ = "ground"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    plain: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    schedule_8: Mapped[str | None] = mapped_column(String(64))
    policy_document: Mapped[str | None] = mapped_column(Text)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    roles: Mapped[list[str]] = mapped_column(JSON)
    operations: Mapped[list[str]] = mapped_column(JSON)
    forms: Mapped[list[str]] = mapped_column(JSON)
    expires: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class CaseRow(Base):
    """A case: what the reading is for, and who answers for it."""

    __tablename__ = "case_file"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    ground: Mapped[str] = mapped_column(ForeignKey("ground.id"))
    owner: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class MemberRow(Base):
    """One principal's membership of one case, until `ended_at`."""

    __tablename__ = "case_member"
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    principal: Mapped[str] = mapped_column(ForeignKey("principal.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class GrantRow(Base):
    """Something allowed for a time: a compartment to read (`compartment`), or a broken glass (`break-glass`)."""

    __tablename__ = "access_grant"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sort: Mapped[str] = mapped_column(String(16))
    principal: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    case: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    compartment: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    review_due: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class ReviewRow(Base):
    """What a reviewer found of a broken glass; a grant has at most one."""

    __tablename__ = "review"
    grant: Mapped[str] = mapped_column(ForeignKey("access_grant.id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    finding: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class NoticeRow(Base):
    """Something a person or every holder of a role is told."""

    __tablename__ = "notice"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    addressee: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class LabelRow(Base):
    """A label that rows carry, by id; a union of labels names its members instead of parts."""

    __tablename__ = "label"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text: Mapped[str | None] = mapped_column(Text)
    members: Mapped[list[str] | None] = mapped_column(JSON)
    entry: Mapped[int] = mapped_column(BigInteger)


class PolicyRow(Base):
    """The whole text of a policy that was in force, by its digest."""

    __tablename__ = "policy_archive"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    since: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class QueryRow(Base):
    """The text of one query, sealed, by the salted hash that the ledger keeps of it."""

    __tablename__ = "query_archive"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class DisposalRow(Base):
    """That a record was deleted on review: its id's reference, never what it said."""

    __tablename__ = "disposal"
    reference: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    disposed_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class JudgementRow(Base):
    """What a person said of two records, and whether it was taken back since; nothing else of it ever changes."""

    __tablename__ = "judgement"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    entity_kind: Mapped[str] = mapped_column(String(16))
    left_record: Mapped[str] = mapped_column(String(80), index=True)
    right_record: Mapped[str] = mapped_column(String(80), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    reason: Mapped[str] = mapped_column(Text)
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"))
    judged_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class RetractionRow(Base):
    """That a judgement was taken back: by whom, why, for which case, and when. A judgement has at most one."""

    __tablename__ = "judgement_retraction"
    judgement: Mapped[str] = mapped_column(ForeignKey("judgement.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    reason: Mapped[str] = mapped_column(Text)
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"))
    retracted_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class KnownAnswerRow(Base):
    """A pair whose answer is known, put among a reviewer's questions to measure the reviewer and never the records."""

    __tablename__ = "known_answer"
    left_record: Mapped[str] = mapped_column(String(80), primary_key=True)
    right_record: Mapped[str] = mapped_column(String(80), primary_key=True)
    entity_kind: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(Text)
    planted_by: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    planted_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class AnswerRow(Base):
    """What one reviewer answered to a known-answer question; it says nothing about the records and joins nothing."""

    __tablename__ = "known_answer_given"
    left_record: Mapped[str] = mapped_column(String(80), primary_key=True)
    right_record: Mapped[str] = mapped_column(String(80), primary_key=True)
    reviewer: Mapped[str] = mapped_column(ForeignKey("principal.id"), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))
    answered_at: Mapped[datetime] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class RelianceRow(Base):
    """That a case, chart or lead rests on an entity as it stood, until `ended_at`."""

    __tablename__ = "reliance"
    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    dependant_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    dependant: Mapped[str] = mapped_column(String(80), primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class AlgorithmRow(Base):
    """What computes about people, by the digest of all that decides its answers; `statement` is JSON."""

    __tablename__ = "algorithm"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    statement: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    reason: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class WatchRow(Base):
    """A saved question of one case that its maker has asked again; `query` names its sealed text."""

    __tablename__ = "watch"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"), index=True)
    query: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    read_until: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class WatchedRow(Base):
    """A record that a watch has met: with an alert raised, or, where it was there before the watch, without."""

    __tablename__ = "watched"
    watch: Mapped[str] = mapped_column(ForeignKey("watch.id"), primary_key=True)
    record: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    raised_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class ChartRow(Base):
    """A chart kept in a case; `content` names its sealed text, `file` and `sha256` what it was read from."""

    __tablename__ = "case_chart"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("case_file.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    kept_by: Mapped[str] = mapped_column(ForeignKey("principal.id"))
    kept_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class TokenRow(Base):
    """A token that acts as one principal for one case: the hash of its secret, and never the secret."""

    __tablename__ = "token"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    principal: Mapped[str] = mapped_column(ForeignKey("principal.id"), index=True)
    case: Mapped[str | None] = mapped_column(ForeignKey("case_file.id"))
    role: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[int] = mapped_column(BigInteger)


class IntentRow(Base):
    """An effect about to happen: its changes wait here until the ledger has its entry (see `outbox`)."""

    __tablename__ = "intent"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    log: Mapped[str] = mapped_column(String(16))
    changes: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    ledger_size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(Moment)
