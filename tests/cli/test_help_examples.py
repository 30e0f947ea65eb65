"""Every example in the help of a command works, in the order in which help lists the commands, after `gisplan demo`."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from gisplan.cli.main import gisplan

PASSWORD = "a long pass phrase 7\n"


def list_examples(command: click.Command) -> Iterator[list[str]]:
    """List the examples of a command and of those in it, each without the program's name."""
    for text in re.findall(r"Example: (.*)", command.help or ""):
        yield from (shlex.split(part.removeprefix("gisplan ")) for part in text.split(", then "))
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            yield from list_examples(inner)


def test_every_example_of_every_help_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = [["demo", "zhenba"], *(words for words in list_examples(gisplan) if words[0] != "demo")]
    assert len(examples) > 40
    failed = {}
    for words in examples:
        if words[0] == "serve":  # runs until it is stopped: its options are read alone
            words = [*words, "--help"]
        result = CliRunner().invoke(gisplan, words, input=PASSWORD * 2)
        if result.exit_code not in (0, 1) or not isinstance(result.exception, SystemExit | None):
            failed[shlex.join(words)] = result.output[-300:] + repr(result.exception)
    assert failed == {}
