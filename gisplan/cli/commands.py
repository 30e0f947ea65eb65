"""Commands that are loaded when called, with their help in the user's language."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from importlib import import_module
from typing import Any

import click

from gisplan.base.language import _

__all__ = ["Commands", "translate"]


class Commands(click.Group):
    """A group whose commands are in modules of their own, imported when called.

    `functions` has the module and the function of each command.
    """

    def __init__(self, *args: Any, functions: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.functions = functions

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.functions)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in self.functions:
            return None
        module, function = self.functions[cmd_name]
        return translate(getattr(import_module(module), function))


def translate(command: click.Command) -> click.Command:
    """Return a copy of the command with its help in the user's language."""
    command = copy(command)
    command.help = _(command.help) if command.help else None
    command.params = [copy(param) for param in command.params]
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            param.help = _(param.help)
    return command
