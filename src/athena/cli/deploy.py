"""`athena deploy`: what to do with the officers there are. Places, times and numbers, never people."""

import typer

from athena.cli import deploy_officers, deploy_patrol, deploy_roster, deploy_sites, deploy_staffing


def register(app: typer.Typer) -> None:
    """Add the commands."""
    room = typer.Typer(no_args_is_help=True, help="Plan response, patrol, rosters and numbers. Never about people.")
    deploy_staffing.register(room)
    deploy_roster.register(room)
    deploy_patrol.register(room)
    deploy_officers.register(room)
    deploy_sites.register(room)
    app.add_typer(room, name="deploy")
