"""Puts the commands of `qwallet` together."""

import typer

from qwallet_desktop.cli.serve import serve

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
node_app = typer.Typer(no_args_is_help=True)
app.add_typer(node_app, name="node", help="Run the ledger node.")
node_app.command()(serve)


@app.callback()
def _qwallet() -> None:
    """Qwallet on the command line."""


def main() -> None:
    """Run the command line."""
    app()
