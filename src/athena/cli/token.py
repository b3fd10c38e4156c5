"""`athena token`: let a program act as you, for one case, for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from athena.cli.acting import plainly
from athena.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, opened
from athena.cli.showing import show_json, show_table

if TYPE_CHECKING:
    from athena.access.token import Token

token_app = typer.Typer(no_args_is_help=True, help="Tokens: let a program act as you, for one case, for a time.")

ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it is kept.")]


def register(app: typer.Typer) -> None:
    """Add `athena token`."""
    app.add_typer(token_app, name="token")


@token_app.command()
def issue(
    reason: ReasonOption,
    days: Annotated[int, typer.Option(help="For how long.")] = 30,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Issue a token for whoever acts and the case acted for; its text is shown this once."""
    from athena.access.session import current, open_door
    from athena.access.token import issue as issue_token

    with plainly(), open_door(opened(workspace)) as door:
        who = current()
        token, text = issue_token(door, who.principal, who.case, who.role, days, reason)
    if as_json:
        show_json({**_json(token), "token": text})
        return
    typer.echo(text)
    typer.echo(
        f"Acts as {token.principal} ({token.role}) for {_case(token)} until {token.expires:%Y-%m-%d %H:%M} UTC. It is "
        f"shown this once; to end it: athena token revoke {token.id} (ledger entry {token.entry})",
        err=True,
    )


@token_app.command("list")
def list_(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """List the tokens that act as you."""
    from athena.access.session import current, open_door
    from athena.access.token import tokens_of

    with plainly(), open_door(opened(workspace)) as door:
        found = tokens_of(door, current().principal)
    if as_json:
        show_json([_json(one) for one in found])
        return
    rows = [
        (
            one.id,
            _case(one),
            one.role or "",
            one.reason,
            f"{one.expires:%Y-%m-%d %H:%M}",
            "revoked" * bool(one.revoked_at),
        )
        for one in found
    ]
    show_table("Tokens", ("id", "case", "role", "reason", "expires (UTC)", ""), rows)


@token_app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="Its id, as `athena token list` prints it.")],
    reason: ReasonOption,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Make a token worthless; whoever it acts as may, and a data-protection officer."""
    from athena.access.session import current, open_door
    from athena.access.token import revoke as end_token

    with plainly(), open_door(opened(workspace)) as door:
        found = end_token(door, current().principal, token, reason)
    typer.echo(f"{found.id} acts as nobody any more.")


def _case(token: Token) -> str:
    return token.case or "no case"


def _json(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "principal": token.principal,
        "case": token.case,
        "role": token.role,
        "reason": token.reason,
        "issued_at": token.issued_at.isoformat(),
        "expires": token.expires.isoformat(),
        "revoked_at": None if token.revoked_at is None else token.revoked_at.isoformat(),
        "entry": token.entry,
    }
