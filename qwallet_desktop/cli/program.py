"""Puts the commands of `qwallet` together."""

import typer

from qwallet_desktop.cli import backup
from qwallet_desktop.cli.invite import invite
from qwallet_desktop.cli.seed import seed
from qwallet_desktop.cli.serve import serve
from qwallet_desktop.cli.sign import sign
from qwallet_desktop.cli.verify import verify

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
node_app = typer.Typer(no_args_is_help=True)
app.add_typer(node_app, name="node", help="Run the ledger node.")
app.add_typer(backup.app, name="backup", help="Back up vault and ledger, check a backup, restore one.")
node_app.command()(serve)
node_app.command()(invite)
node_app.command()(seed)
app.command()(sign)
app.command()(verify)


@app.callback()
def _qwallet() -> None:
    """Qwallet on the command line."""


def main() -> None:
    """Run the command line."""
    app()
