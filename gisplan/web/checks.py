"""What is missing before a desk can be served: its extra, ledger, accounts, certificate, port."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gisplan.base.errors import GisplanError
from gisplan.base.language import _
from gisplan.ledger.accounts.accounts import Accounts
from gisplan.ledger.opening import open_ledger
from gisplan.web.lock import find_server

if TYPE_CHECKING:
    from gisplan.web.server import Certificate
    from gisplan.web.settings import DeskSettings

__all__ = ["Finding", "check_desk", "explain_certificate"]

MODULES = ("starlette", "uvicorn", "jinja2", "multipart", "argon2", "pypinyin")
_SOON_DAYS = 30


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
    yield _check_transport(settings, certificate, insecure=insecure)
    yield _check_port(settings)


def _check_ledger(settings: DeskSettings) -> Iterator[Finding]:
    try:
        ledger = open_ledger(settings.county, settings.url, create=False)
        damage = ledger.check()
    except GisplanError as error:
        yield Finding("ledger", False, str(error))
        return
    text = "\n".join(damage) or _("The ledger is whole: {0}, last event {1}.").format(ledger.address, ledger.last_event)
    yield Finding("ledger", not damage, text)
    accounts = [account for account in Accounts(ledger.engine).list() if not account.disabled]
    administrators = sum(account.role == "admin" for account in accounts)
    if accounts or not settings.is_local:
        text = _("{0} account(s) may sign in, {1} of them as administrators.")
        if not administrators:
            text = _("There is no administrator: run gisplan user add COUNTY NAME --role admin.")
        yield Finding("accounts", administrators > 0, text.format(len(accounts), administrators))
    else:
        yield Finding("accounts", True, _("There are no accounts: only this computer can reach the desk."))
    served = find_server(ledger)
    text = _("No other server has the ledger.") if served is None else _("The ledger is served already, at {0}.")
    yield Finding("server", served is None, text.format(served))


def _check_transport(settings: DeskSettings, certificate: Certificate | None, *, insecure: bool) -> Finding:
    if certificate is not None:
        fault = explain_certificate(certificate)
        return Finding("certificate", fault is None, fault or _("The certificate and its key can be used."))
    if settings.is_local:
        return Finding("certificate", True, _("No certificate is needed: only this computer can reach the desk."))
    if insecure:
        text = _("Plain HTTP: whoever shares the network can read passwords and change what is sent.")
        return Finding("certificate", True, text)
    text = _("Other computers can reach {0} without TLS: give --tls-cert and --tls-key, or --insecure-http.")
    return Finding("certificate", False, text.format(settings.host))


def explain_certificate(certificate: Certificate) -> str | None:
    """Explain why a certificate cannot be used; None where it can."""
    for path in (certificate.certificate, certificate.key):
        if not Path(path).is_file():
            return _("There is no file {0}.").format(path)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate.certificate, certificate.key)
        until = _read_end(certificate.certificate)
    except (ssl.SSLError, OSError, ValueError) as error:
        return _("{0} and {1} are no certificate with its key, both PEM ({2}).").format(
            certificate.certificate, certificate.key, error
        )
    if until <= datetime.now(UTC):
        return _("The certificate {0} ended on {1}: make a new one.").format(certificate.certificate, until.date())
    return None


def _read_end(path: Path) -> datetime:
    """Read until when a certificate is valid."""
    decoded = ssl._ssl._test_decode_cert(str(path))  # type: ignore[attr-defined]  # the only decoder of the library
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(decoded["notAfter"]), UTC)


def _check_port(settings: DeskSettings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.create_server((settings.host, settings.port), family=family):
            pass
    except OSError as error:
        text = _("The desk cannot listen at {0}, port {1} ({2}): give another --port or --host.")
        return Finding("port", False, text.format(settings.host, settings.port, error.strerror or error))
    return Finding("port", True, _("Port {0} of {1} is free.").format(settings.port, settings.host))
