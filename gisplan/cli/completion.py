"""`gisplan completion`: commands, options and files are completed by the shell."""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from gisplan.base.language import N_
from gisplan.cli.commands import lang_option

__all__ = ["completion"]

_PROGRAM = "gisplan"
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $command, $cursor)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $command.ToString()
    $env:COMP_WORD = $word
    try {
        & %(prog_name)s | Where-Object { $_ } | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
        }
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_WORD
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Completion in PowerShell, which click does not have; files are left to the shell."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the complete words behind the program's name, and the one that is being typed."""
        words, word = split_arg_string(os.environ["COMP_WORDS"])[1:], os.environ["COMP_WORD"]
        return (words[:-1] if word and words and words[-1] == word else words), word

    def format_completion(self, item: CompletionItem) -> str:
        """Return a line for the script: the value, and what the shell shows beside it."""
        return f"{item.value}\t{item.help or item.value}"

    def complete(self) -> str:
        """Return a line a completion; none where the shell completes files itself."""
        words, word = self.get_completion_args()
        items = self.get_completions(words, word)
        return "\n".join(self.format_completion(item) for item in items if item.type == "plain")


@click.command(
    help=N_(
        "Print a script for SHELL that completes gisplan's commands and options when Tab is pressed.\n\n"
        "Load it in the file that SHELL reads at its start:\n\n"
        'bash, in ~/.bashrc: eval "$(gisplan completion bash)"\n\n'
        'zsh, in ~/.zshrc: eval "$(gisplan completion zsh)"\n\n'
        "fish, in ~/.config/fish/config.fish: gisplan completion fish | source\n\n"
        "powershell, in $PROFILE: gisplan completion powershell | Out-String | Invoke-Expression\n\n"
        "Example: gisplan completion bash"
    )
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@lang_option
def completion(shell: str) -> None:
    """Print a script for SHELL that completes gisplan's commands and options."""
    from gisplan.cli.main import COMPLETE, gisplan

    kind = PowerShellComplete if shell == "powershell" else get_completion_class(shell)
    assert kind is not None
    maker = kind(gisplan, {}, _PROGRAM, COMPLETE)
    click.echo(maker.source_template % maker.source_vars(), nl=False)
