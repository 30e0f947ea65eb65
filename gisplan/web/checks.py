"""What is missing before a desk can be served: its extra, ledger, accounts, certificate, port."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.base.language import _
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.jobs.kept_files import FOLDER
from gisplan.ledger.opening import open_ledger
from gisplan.ledger.store.engine import write_transaction
from gisplan.web.certificate import explain_certificate, explain_names, explain_soon
from gisplan.web.lock import find_server, find_store_file

if TYPE_CHECKING:
    from gisplan.ledger import Ledger
    from gisplan.web.server import Certificate
    from gisplan.web.settings import DeskSettings

__all__ = ["Finding", "check_desk"]

MODULES = ("starlette", "uvicorn", "jinja2", "python_multipart", "argon2", "jsonschema", "pypinyin", "PIL")
_FEWEST_FREE = 2 * 1024**3  # bytes on a disk: photos and backups need space
_MB = 1024**2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is as it should be, and the finding in a sentence."""

    what: str
    ok: bool
    text: str


def check_desk(settings: DeskSettings, certificate: Certificate | None, *, insecure: bool) -> Iterator[Finding]:
    """Look at everything that a desk needs; nothing is changed or served.

    Parameters
    ----------
    settings : DeskSettings
    certificate : Certificate or None
    insecure : bool
        Whether plain HTTP beyond this computer was asked for.
    """
    missing = [name for name in MODULES if find_spec(name) is None]
    text = (
        _("All packages are installed.")
        if not missing
        else _("Not installed: {0}. Run: python -m pip install gisplan[web]")
    )
    yield Finding("packages", not missing, text.format(", ".join(missing)))
    yield from _check_ledger(settings)
    yield from _check_transport(settings, certificate, insecure=insecure)
    yield _check_port(settings)
    yield _check_backups(settings)


def _check_ledger(settings: DeskSettings) -> Iterator[Finding]:
    try:
        ledger = open_ledger(settings.county, settings.url, create=False)
        damage = ledger.check()
    except GisplanError as error:
        yield Finding("ledger", False, str(error))
        return
    text = "\n".join(damage) or _("The ledger is whole: {0}, last event {1}.").format(ledger.address, ledger.last_event)
    yield Finding("ledger", not damage, text)
    yield from _check_store(ledger)
    yield _check_accounts(settings, ledger)
    served = find_server(ledger)
    text = _("No other server has the ledger.") if served is None else _("The ledger is served already, at {0}.")
    yield Finding("server", served is None, text.format(served))


def _check_store(ledger: Ledger) -> Iterator[Finding]:
    """Look whether the ledger can be recorded in, its photos kept, and its times believed."""
    try:
        with write_transaction(ledger.engine, commit=False):
            pass
        yield Finding("writing", True, _("The ledger can be written to."))
    except GisplanError as error:
        yield Finding("writing", False, str(error))
    yield _check_files(ledger)
    store = find_store_file(ledger)
    if store is not None:
        yield _check_space(store.parent)
    doubt = ledger.read_clock_doubt()
    text = _("The clock agrees with the last record.") if doubt is None else doubt.explain()
    yield Finding("clock", doubt is None or not doubt.is_behind, text)


def _check_files(ledger: Ledger) -> Finding:
    """Look whether there is a folder for files and reports that can be written to and has those of the ledger."""
    try:
        folder = ledger.files.folder
        for place in (folder, folder / FOLDER):
            _try_writing(place if place.is_dir() else folder if folder.is_dir() else folder.parent)
        lost = ledger.check_files()
    except (GisplanError, OSError) as error:
        return Finding("photos", False, _("Photos, documents and reports cannot be kept: {0}").format(error))
    text = "\n".join(lost) or _("Photos, documents and reports can be kept in {0}.").format(folder)
    return Finding("photos", not lost, text)


def _check_space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    text = (
        _("Free on the disk of {0}: {1} MB.") if free >= _FEWEST_FREE else _("Only {1} MB are free on {0}: free some.")
    )
    return Finding("disk", free >= _FEWEST_FREE, text.format(folder, free // _MB))


def _check_backups(settings: DeskSettings) -> Finding:
    """Look whether the folder of the backups can be reached and written to, and has space."""
    if settings.backup is None:
        return Finding("backups", True, _("No backups are made on a schedule: give --backup-to FOLDER."))
    folder = settings.backup.folder
    try:
        _try_writing(folder)
    except OSError as error:
        message = _("The folder of the backups, {0}, cannot be written to ({1}): connect it, or correct its rights.")
        return Finding("backups", False, message.format(folder, error.strerror or error))
    space = _check_space(folder)
    return (
        replace(space, what="backups")
        if not space.ok
        else Finding("backups", True, _("Backups can be written to {0}.").format(folder))
    )


def _try_writing(folder: Path) -> None:
    """Write to a file that has no name, or is removed at once.

    Raises
    ------
    OSError
        The folder is not there, or may not be written to.
    """
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"gisplan")


def _check_accounts(settings: DeskSettings, ledger: Ledger) -> Finding:
    accounts = [account for account in Accounts(ledger.engine).list() if not account.disabled]
    administrators = sum(account.role == "admin" for account in accounts)
    if accounts or not settings.is_local:
        text = _("{0} account(s) may sign in, {1} of them as administrators.")
        if not administrators:
            text = _("There is no administrator: run gisplan user add COUNTY NAME --role admin.")
        return Finding("accounts", administrators > 0, text.format(len(accounts), administrators))
    return Finding("accounts", True, _("There are no accounts: only this computer can reach the desk."))


def _check_transport(settings: DeskSettings, certificate: Certificate | None, *, insecure: bool) -> Iterator[Finding]:
    if certificate is not None:
        fault = explain_certificate(certificate)
        soon = explain_soon(certificate) if fault is None else None
        text = fault or soon or _("The certificate and its key can be used.")
        yield Finding("certificate", fault is None and soon is None, text)
        if fault is None:
            other = explain_names(certificate, settings)
            yield Finding("names", other is None, other or _("The certificate is for the names of the desk."))
    elif settings.is_local:
        text = _("No certificate is needed: only this computer can reach the desk.")
        yield Finding("certificate", True, text)
    elif insecure:
        text = _("Plain HTTP: whoever shares the network can read passwords and change what is sent.")
        yield Finding("certificate", True, text)
    else:
        text = _("Other computers can reach {0} without TLS: give --tls-cert and --tls-key, or --insecure-http.")
        yield Finding("certificate", False, text.format(settings.host))


def _check_port(settings: DeskSettings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            pass
    except OSError as error:
        text = _("The desk cannot listen at {0}, port {1} ({2}): give another --port or --host.")
        return Finding("port", False, text.format(settings.host, settings.port, error.strerror or error))
    return Finding("port", True, _("Port {0} of {1} is free.").format(settings.port, settings.host))
