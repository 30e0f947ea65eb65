"""Whether a certificate can be used: with its key, today, and under the names of the desk."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan.base.language import _
from gisplan.web.settings import is_any, is_loopback

if TYPE_CHECKING:
    from gisplan.web.server import Certificate
    from gisplan.web.settings import DeskSettings

__all__ = ["explain_certificate", "explain_names", "explain_soon", "is_for"]

_SOON = timedelta(days=30)


def explain_certificate(certificate: Certificate) -> str | None:
    """Explain why a certificate cannot be used; None where it can."""
    for path in (certificate.certificate, certificate.key):
        if not Path(path).is_file():
            return _("There is no file {0}.").format(path)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            certificate.certificate, certificate.key, password=_refuse_password
        )
        since, until = (_read_instant(certificate.certificate, name) for name in ("notBefore", "notAfter"))
    except (ssl.SSLError, OSError, ValueError) as error:
        return _("{0} and {1} are no certificate with its key, both PEM ({2}).").format(
            certificate.certificate, certificate.key, error
        )
    if until <= datetime.now(UTC):
        return _("The certificate {0} ended on {1}: make a new one.").format(certificate.certificate, until.date())
    if since > datetime.now(UTC):
        message = _("The certificate {0} is valid from {1} on: set the clock, or make a new one.")
        return message.format(certificate.certificate, since.date())
    return None


def explain_soon(certificate: Certificate) -> str | None:
    """Say that a certificate ends soon; None where it does not."""
    until = _read_instant(certificate.certificate, "notAfter")
    if until - datetime.now(UTC) > _SOON:
        return None
    return _("The certificate {0} ends on {1}: make a new one soon.").format(certificate.certificate, until.date())


def explain_names(certificate: Certificate, settings: DeskSettings) -> str | None:
    """Say under which names of the desk browsers would refuse the certificate; None where there is none."""
    named = _decode(certificate.certificate).get("subjectAltName", ())
    own = () if is_any(settings.host) or is_loopback(settings.host) else (settings.host,)
    missing = [name for name in (*own, *settings.names) if not is_for(name, named)]
    if not missing:
        return None
    message = _("The certificate {0} is not for {1}, but for {2}: browsers refuse it under these names.")
    listed = ", ".join(value for _kind, value in named) or "–"
    return message.format(certificate.certificate, ", ".join(missing), listed)


def is_for(name: str, named: Sequence[tuple[str, str]]) -> bool:
    """Return whether a certificate of some names is for a name or address.

    Examples
    --------
    >>> [is_for(name, [("DNS", "*.a.lan"), ("IP Address", "10.0.0.5")]) for name in ("x.a.lan", "a.lan", "10.0.0.5")]
    [True, False, True]
    """
    plain = name.lower().strip("[]")
    try:
        address = ip_address(plain)
    except ValueError:
        names = {value.lower() for kind, value in named if kind == "DNS"}
        return plain in names or "*." + plain.partition(".")[2] in names
    return any(kind == "IP Address" and ip_address(value.strip()) == address for kind, value in named)


def _refuse_password() -> str:
    """Refuse a key that has a password: a service could not type it, and the terminal would be asked."""
    raise ValueError(_("the key has a password, which a service cannot type"))


def _decode(path: Path) -> dict[str, Any]:
    decoded: dict[str, Any] = ssl._ssl._test_decode_cert(str(path))  # type: ignore[attr-defined]  # the only decoder
    return decoded


def _read_instant(path: Path, name: str) -> datetime:
    """Read from when on or until when a certificate is valid."""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(_decode(path)[name]), UTC)
