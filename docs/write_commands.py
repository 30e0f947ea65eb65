"""Write docs/commands.md, the reference of every command and option, from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from gisplan.base.language import _, set_language
from gisplan.cli.click_texts import translate_click
from gisplan.cli.commands import translate
from gisplan.cli.main import gisplan

PAGE = Path(__file__).with_name("commands.md")
_MADE_BY = (
    "This page is made by `python docs/write_commands.py` from the commands themselves. `gisplan COMMAND --help`\n"
    "prints the same."
)
_MADE_BY_ZH = "本页由`python docs/write_commands.py`根据命令本身生成，与`gisplan COMMAND --help`显示的内容相同。"
TEXTS = {"en": ("Commands", _MADE_BY, ("option", "meaning")), "zh": ("命令", _MADE_BY_ZH, ("选项", "说明"))}
_EXAMPLE = re.compile(r"(?:Example|示例)[:：]\s*(gisplan [^,，]*)")
_BAR = r"\|"


def format_page(language: str = "en") -> str:
    """Return the page as Markdown, in English or Chinese."""
    set_language(language)
    translate_click(language)
    try:
        title, introduction, head = TEXTS[language]
        command = translate(gisplan)
        lines = [
            f"# {title}",
            "",
            introduction,
            *_list_command(command, click.Context(command, info_name="gisplan", **command.context_settings), head),
        ]
        return "\n".join(lines) + "\n"
    finally:
        set_language(None)
        translate_click("en")


def _list_command(command: click.Command, context: click.Context, head: tuple[str, str]) -> Iterator[str]:
    """List the lines of a command, then those of the commands below it."""
    yield from ("", f"## {context.command_path}", "", "```", _format_usage(command, context), "```")
    for paragraph in (command.help or "").split("\n\n"):
        example = _EXAMPLE.fullmatch(paragraph)
        yield from ("", "```", example[1], "```") if example else ("", _escape(paragraph))
    options = [param for param in command.params if isinstance(param, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    records.append((", ".join(sorted(context.help_option_names, key=len)), "Show this message and exit."))
    yield from ("", f"| {head[0]} | {head[1]} |", "|---|---|")
    yield from (f"| `{names.replace('|', _BAR)}` | {_escape(_(meaning))} |" for names, meaning in records)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _list_command(below, _make_context(below, name, context), head)


def _make_context(command: click.Command, name: str, above: click.Context) -> click.Context:
    """Return the context of a command below another, which shows no argument that the other may have."""
    if any(isinstance(param, click.Argument) for param in above.command.params):
        return click.Context(command, info_name=f"{above.info_name} {name}", parent=above.parent)
    return click.Context(command, info_name=name, parent=above)


def _format_usage(command: click.Command, context: click.Context) -> str:
    return " ".join([context.command_path, *command.collect_usage_pieces(context)])


def _escape(text: str) -> str:
    """Return a text that Markdown shows as it is, in a cell of a table too."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8", newline="\n")
