"""A bureau's template is tried on one village first, in a process that is limited and ended in time.

What the process finds wrong is found again, in the same time, by the one that started it; so it answers with its exit
code alone. Templates have no calls and no loops but over the data, so what is quick for one village is for all.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gisplan.base.language import _
from gisplan.base.own_processes import packed_command
from gisplan.io.child.job_object import make_job
from gisplan.io.child.limits import Limits, limit_this_process
from gisplan.report.village_dossier.word.template_language import TemplateProblem

__all__ = ["LIMITS", "try_template"]

LIMITS = Limits(seconds=30.0, memory=2_000_000_000, answer=0)
_OUT_OF_MEMORY = 2
_PACKAGE_PARENTS = 4  # folders between this file and the one that holds the package


def try_template(template: bytes, head: Mapping[str, Any], page: Mapping[str, Any], limits: Limits = LIMITS) -> None:
    """Fill a template for one village in another process.

    Raises
    ------
    TemplateProblem
        It took too long or too much memory.
    """
    root = str(Path(__file__).parents[_PACKAGE_PARENTS])
    paths = os.pathsep.join(path for path in (root, os.environ.get("PYTHONPATH", "")) if path)
    request = {"template": base64.b64encode(template).decode("ascii"), "head": head, "page": page}
    own_python = (sys.executable, "-P", "-X", "utf8", "-m", __name__)
    process = subprocess.Popen(
        [*(packed_command(__name__) or own_python), str(limits.seconds), str(limits.memory)],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    job = make_job()
    if job is not None:
        job.set_limits(limits)
        job.add(int(process._handle))  # type: ignore[attr-defined]
    try:
        process.communicate(json.dumps(request).encode("ascii"), timeout=limits.seconds)
        if process.returncode in (0, 1):
            return
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    finally:
        if job is not None:
            job.close()
    message = _("filling it for one village takes more than {0} s or {1} GB. Make the template simpler.")
    raise TemplateProblem(message.format(f"{limits.seconds:g}", f"{limits.memory / 1e9:g}"))


def main(arguments: list[str]) -> int:
    """Fill the template that standard input has; return 0 where it can be, 1 where not, 2 for want of memory."""
    limit_this_process(Limits(float(arguments[0]), int(arguments[1]), 0))
    from gisplan.report.village_dossier.word.document import fill_template

    request = json.load(sys.stdin)
    try:
        fill_template(base64.b64decode(request["template"]), request["head"], request["page"], None, None)
    except MemoryError:
        return _OUT_OF_MEMORY
    except TemplateProblem as problem:
        return _OUT_OF_MEMORY if isinstance(problem.__cause__, MemoryError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
