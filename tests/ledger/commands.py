"""`gisplan ledger …` in this process: what it prints, says and returns."""

import json
from dataclasses import dataclass

from click.testing import CliRunner

from gisplan.base.errors import GisplanError
from gisplan.cli.ledger import ledger


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*words: str, entered: str | None = None) -> Done:
    """What a command prints and says; what `main` makes of an error is tried in a process of its own elsewhere."""
    result = CliRunner().invoke(ledger, words, entered, env={"COLUMNS": "300"}, prog_name="gisplan ledger")
    if isinstance(result.exception, GisplanError):
        return Done(2, result.stdout, result.stderr + str(result.exception))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def document(*words: str) -> dict[str, object]:
    done = run(*words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)
