"""Help in Chinese fits the terminal, and says what help says at any width."""

from collections.abc import Iterator

import click
import pytest
from rich.cells import cell_len

from gisplan.base.language import set_language
from gisplan.cli.click_texts import translate_click
from gisplan.cli.commands import translate
from gisplan.cli.main import gisplan


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    translate_click(request.param)
    yield request.param
    set_language(None)
    translate_click("en")


def list_contexts(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """List the contexts of a command and of all below it."""
    context = command.context_class(command, info_name=command.name, parent=parent, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from list_contexts(below, context)


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_no_line_of_help_is_wider_than_the_terminal(language: str, columns: int) -> None:
    contexts = list(list_contexts(translate(gisplan)))
    assert len(contexts) > 20  # with those of the ledger
    for context in contexts:
        context.terminal_width = columns - 2  # as click does, which leaves two columns blank
        lines = context.get_help().splitlines()
        wide = [line for line in lines if cell_len(line) > columns]
        assert not wide, (context.command_path, language)


def test_help_says_the_same_at_any_width(language: str) -> None:
    for context in list_contexts(translate(gisplan)):
        texts = set()
        for columns in (60, 80, 100):
            context.terminal_width = columns
            texts.add("".join(context.get_help().split()))
        assert len(texts) == 1, context.command_path


def test_a_heading_ends_with_the_colon_of_the_language(language: str) -> None:
    text = translate(gisplan).context_class(translate(gisplan), info_name="gisplan").get_help()
    assert ("选项：\n" if language == "zh" else "Options:\n") in text
