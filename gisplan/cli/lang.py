"""The language of the sentences, chosen before anything else is read."""

from __future__ import annotations

import click

from gisplan.base.language import N_, set_language

__all__ = ["lang_option"]


def _choose(_context: click.Context, _option: click.Parameter, lang: str | None) -> None:
    if lang:
        set_language(lang)


# eager, so that what is wrong with the other options is told in it
lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help=N_("Language of the sentences."),
    is_eager=True,
    expose_value=False,
    callback=_choose,
)
