"""`athena witness`: an overseer's own machine, which signs only what extends the past."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from athena.cli.serving import plain_failures, serve_until_stopped
from athena.ledger.http_server import witness_server
from athena.ledger.policy_file import policy_or_key
from athena.ledger.witness_folder import cosign_place, create_witness, open_witness, trust_log, witness_policy

witness_app = typer.Typer(no_args_is_help=True, help="An overseer's own machine: sign only what extends the past.")


def register(app: typer.Typer) -> None:
    """Add `athena witness`."""
    app.add_typer(witness_app, name="witness")


@witness_app.command()
def keygen(
    name: Annotated[str, typer.Argument(help="The witness's public name, such as oversight.example/mayor.")],
    folder: Annotated[Path, typer.Argument(help="Where its keys and memory will lie.")],
) -> None:
    """Make a witness's keys; print the public ones for other people's policies."""
    with plain_failures():
        for key in create_witness(folder, name):
            typer.echo(str(key))


@witness_app.command()
def trust(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    policy: Annotated[str, typer.Argument(help="The log's policy file, or its bare verifier key.")],
) -> None:
    """Let the witness sign this log's checkpoints. Compare the key with what the force has published elsewhere."""
    with plain_failures():
        for log in policy_or_key(policy).logs:
            trust_log(folder, log.key)
            typer.echo(f"trusts {log.key}")


@witness_app.command("policy")
def print_policy(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    url: Annotated[str | None, typer.Option(help="Where `athena witness serve` can be reached by the log.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the policy here instead of printing it.")] = None,
) -> None:
    """Print the policy of those who trust a log when this witness has signed."""
    with plain_failures():
        text = witness_policy(folder, url)
        if out is None:
            sys.stdout.buffer.write(text)
        else:
            out.write_bytes(text)
            typer.echo(f"wrote {out}")


@witness_app.command("serve")
def serve_witness(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8471,
) -> None:
    """Answer add-checkpoint over HTTP until interrupted or terminated."""
    with plain_failures():
        server = witness_server(open_witness(folder), host, port)
    serve_until_stopped(server, "witness")


@witness_app.command("cosign")
def cosign_log(
    folder: Annotated[Path, typer.Argument(help="The witness's folder.")],
    place: Annotated[str, typer.Argument(help="Folder or URL of the log, or of a copy of it.")],
) -> None:
    """Cosign a log with no network between the two: check that it extends what was signed; print the lines."""
    with plain_failures():
        sys.stdout.buffer.write(cosign_place(open_witness(folder), place))
