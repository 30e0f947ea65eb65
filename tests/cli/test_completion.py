"""`gisplan completion`: what each shell gets when Tab is pressed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gisplan.cli.completion import completion

RUN = [sys.executable, "-m", "gisplan.cli.main"]
BASH = """
COMP_WORDS=(gisplan ledger ex); COMP_CWORD=2; COMPREPLY=()
_gisplan_completion gisplan
echo "${COMPREPLY[@]}"
"""


def script(shell: str) -> str:
    result = CliRunner().invoke(completion, [shell])
    assert result.exit_code == 0
    return result.output


def ask(**variables: str) -> str:
    done = subprocess.run(RUN, capture_output=True, check=True, env={**os.environ, "LC_ALL": "C", **variables})
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix" or not shutil.which("bash"), reason="no bash")
def test_bash_completes_a_command(tmp_path: Path) -> None:
    program = tmp_path / "gisplan"
    program.write_text(f'#!/bin/sh\nexec {" ".join(RUN)} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    known = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script("bash") + BASH], capture_output=True, text=True, check=True, env=known)
    assert done.stdout.split() == ["export"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_script_calls_gisplan_back(shell: str) -> None:
    text = script(shell)
    assert "_GISPLAN_COMPLETE" in text
    assert f"{shell}_complete" in text
    assert "%(" not in text


def test_powershell_gets_a_line_a_completion_with_its_meaning() -> None:
    lines = ask(_GISPLAN_COMPLETE="powershell_complete", COMP_WORDS="gisplan ver", COMP_WORD="ver").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["verify"]
    options = ask(_GISPLAN_COMPLETE="powershell_complete", COMP_WORDS="gisplan plan --budg", COMP_WORD="--budg")
    assert [line.split("\t")[0] for line in options.splitlines()] == ["--budget", "--budget-curve"]


def test_powershell_completes_files_itself() -> None:
    assert ask(_GISPLAN_COMPLETE="powershell_complete", COMP_WORDS="gisplan verify z", COMP_WORD="z").strip() == ""
