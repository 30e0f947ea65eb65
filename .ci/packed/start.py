"""Where the packed program begins: a command, or a process of gisplan's own that a command has started."""

import sys
from importlib import import_module

from gisplan.base.own_processes import find_own_process

MODULES = (
    "gisplan.io.child.program",
    "gisplan.report.village_dossier.word.trial",
    "gisplan.steiner.beside",
    "gisplan.web.desk.make_backup",
    "gisplan.web.desk.make_pages",
    "gisplan.web.desk.readings",
    "gisplan.web.desk.village_names",
    "gisplan.web.jobs.worker",
    "gisplan.web.scenarios.make",
)


def run_module(name):
    """Return what runs a module's `main`."""
    return lambda arguments: import_module(name).main(arguments)


if __name__ == "__main__":
    own_process = find_own_process(sys.argv[1:], {name: run_module(name) for name in MODULES})
    if own_process is not None:
        sys.exit(own_process())
    from gisplan.cli.main import main

    main()
