"""How the command line says what went wrong: one sentence on stderr, and an exit code."""

import typer

from qwallet_desktop.domain.problems import Problem

EXIT_PROBLEM = 2


def sentence(problem: Problem) -> str:
    """Say a problem in English, with its facts."""
    from qwallet_desktop.node.problems import problem_body

    facts = ", ".join(f"{name}: {value}" for name, value in problem.facts.items())
    return problem_body(problem).detail + (f" ({facts})" if facts else "")


def complaint(error: OSError, subject: str) -> str:
    """Say what the operating system refused, of the file that it names or else of `subject`."""
    return f"{error.strerror or error}: {error.filename or subject}"


def failed(said: str) -> typer.Exit:
    """Print a sentence on stderr; raise what is returned."""
    typer.echo(said, err=True)
    return typer.Exit(EXIT_PROBLEM)
