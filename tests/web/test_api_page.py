"""The commands of the page on the desk for other programs do what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gisplan.ledger import open_ledger
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.accounts.tokens import Tokens
from tests.web.conftest import PASSWORD
from tests.web.test_serve import served


@pytest.mark.skipif(shutil.which("curl") is None or os.name != "posix", reason="there is no curl")
def test_the_commands_read_a_work_and_record_a_milestone(folder: Path, root: Path) -> None:
    page = (root / "docs" / "desk-api.md").read_text(encoding="utf-8")
    read, record = re.findall(r"^curl .+(?:\n  .+)?", page, flags=re.MULTILINE)
    ledger = open_ledger(folder)
    Accounts(ledger.engine).add("水利系统", PASSWORD, role="planner")
    token, _listed = Tokens(ledger.engine).make("水利系统")
    record = record.replace("STORE", ledger.id).replace('"seen": 8', f'"seen": {ledger.work("A").version}')
    with served(folder) as (address, _process):
        environment = {**os.environ, "TOKEN": token, "DESK": address.rstrip("/")}
        found = [
            json.loads(subprocess.run(["bash", "-c", command], capture_output=True, check=True, env=environment).stdout)
            for command in (read, record, record)
        ]
    assert found[0]["works"][0]["code"] == "A"
    assert found[1]["batch"]["number"] == found[2]["batch"]["number"]
    assert ledger.work("A").reached == "started"
