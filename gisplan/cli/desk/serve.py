"""`gisplan serve`: the desk, by which colleagues record works in their browsers."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gisplan.base.errors import DeskError, ExtraMissingError
from gisplan.base.language import N_, _, language
from gisplan.cli.commands import json_option, lang_option, reading_options, user_name, warn

if TYPE_CHECKING:
    from gisplan.web.server import Certificate
    from gisplan.web.settings import DeskSettings

__all__ = ["serve"]

_PORT = 8765
_KEEP_REPORTS, _KEEP_NAMES, _KEEP_ACCOUNTS, _KEEP_LOG = 90, 30, 365, 365


def _days_option(name: str, default: int, help: str) -> Callable[[Any], Any]:
    """Make an option that says for how many days something is kept."""
    days = click.IntRange(1, 3650)
    return click.option(name, type=days, metavar="DAYS", default=default, show_default=True, help=help)


@click.command(
    help=N_(
        "Serve the desk of COUNTY: colleagues look at the works and record them in their browsers.\n\n"
        "On this computer alone and without accounts it is one person's tool, and opens the browser. For other "
        "computers give --host, make accounts with gisplan user, and give a certificate. Ctrl+C ends it. Exit code: "
        "0 when it was ended, or when --check found nothing missing; 1 when --check found something; 2 when it "
        "cannot be served.\n\n"
        "Example: gisplan serve zhenba --host 0.0.0.0 --name desk.zhenba.lan --tls-cert desk.pem --tls-key desk.key"
    )
)
@click.argument("county", type=click.Path())
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help=N_("Address to listen at."))
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=_PORT, show_default=True, help=N_("Port.")
)
@click.option(
    "--name",
    "names",
    metavar="HOST",
    multiple=True,
    help=N_("A name by which browsers call this computer; repeatable."),
)
@click.option("--tls-cert", type=click.Path(), metavar="FILE", help=N_("Certificate for TLS (PEM)."))
@click.option("--tls-key", type=click.Path(), metavar="FILE", help=N_("Key of the certificate (PEM)."))
@click.option(
    "--insecure-http",
    is_flag=True,
    help=N_("Serve other computers without TLS: whoever shares the network can read passwords and alter entries."),
)
@click.option(
    "--backup-to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help=N_("Back up the ledger, photos included, to FOLDER each day, best on another machine."),
)
@click.option(
    "--backup-at",
    type=click.DateTime(["%H:%M"]),
    metavar="HH:MM",
    default="02:00",
    show_default=True,
    help=N_("The hour of the backups; one that was missed is made up for at the next start."),
)
@click.option(
    "--backup-keep",
    type=click.IntRange(1, 1000),
    metavar="N",
    default=14,
    show_default=True,
    help=N_("How many backups stay; older ones are removed once a new one is verified."),
)
@click.option("--read-only", is_flag=True, help=N_("Only show: nothing can be recorded."))
@click.option(
    "--workers",
    type=click.IntRange(0, 8),
    metavar="N",
    default=1,
    show_default=True,
    help=N_("How many reports are made at the same time; 0 leaves them to another server of the ledger."),
)
@_days_option("--keep-reports", _KEEP_REPORTS, N_("For how many days reports are kept."))
@_days_option("--keep-names", _KEEP_NAMES, N_("For how many days reports are kept that list households by name."))
@_days_option(
    "--keep-accounts",
    _KEEP_ACCOUNTS,
    N_("For how many days disabled accounts are kept; what they recorded keeps its name."),
)
@_days_option(
    "--keep-log", _KEEP_LOG, N_("For how many days the log of accounts is kept: who signed in, and what was refused.")
)
@click.option("--no-browser", is_flag=True, help=N_("Do not open the browser."))
@click.option("--check", "only_check", is_flag=True, help=N_("Say what is missing, and serve nothing."))
@json_option
@reading_options
@lang_option
def serve(county: str, only_check: bool, no_browser: bool, insecure_http: bool, as_json: bool, **options: Any) -> None:
    """Serve the desk of COUNTY until it is ended."""
    settings = _make_settings(county, options["tls_cert"] is not None, options)
    certificate = _find_certificate(options.pop("tls_cert"), options.pop("tls_key"))
    if only_check:
        _show_check(settings, certificate, insecure=insecure_http, as_json=as_json)
        return
    _refuse_transport(settings, certificate, insecure=insecure_http)
    _log_to_stderr()
    from gisplan.web.desk.desk import open_desk
    from gisplan.web.server import serve as serve_desk

    desk = open_desk(settings, user=user_name())
    browse = not no_browser and settings.is_local and desk.one_person() is not None
    serve_desk(desk, certificate, browse=browse, say=lambda address: _say(settings, address, as_json))


def _make_settings(county: str, tls: bool, options: dict[str, Any]) -> DeskSettings:
    try:
        import uvicorn  # noqa: F401  # only whether the extra is there

        from gisplan.web.settings import BackupPlan, DeskSettings
    except ModuleNotFoundError as error:
        message = _("The desk needs the extra: python -m pip install gisplan[web]")
        raise ExtraMissingError(message) from error
    folder, at = options["backup_to"], options["backup_at"].time()
    return DeskSettings(
        county=Path(county),
        host=options["host"],
        port=options["port"],
        names=options["names"],
        tls=tls,
        read_only=options["read_only"],
        language=language() if language() != "en" else None,
        backup=BackupPlan(folder.absolute(), at, options["backup_keep"]) if folder is not None else None,
        workers=options["workers"],
        keep_reports=options["keep_reports"],
        keep_names=options["keep_names"],
        keep_accounts=options["keep_accounts"],
        keep_log=options["keep_log"],
    )


def _find_certificate(certificate: str | None, key: str | None) -> Certificate | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise click.UsageError(_("Give both --tls-cert and --tls-key."))
    from gisplan.web.server import Certificate

    return Certificate(Path(certificate), Path(key))


def _refuse_transport(settings: DeskSettings, certificate: Certificate | None, *, insecure: bool) -> None:
    """Refuse a certificate that cannot be used, and plain HTTP over a network unless it was asked for."""
    if certificate is not None:
        from gisplan.web.certificate import explain_certificate

        fault = explain_certificate(certificate)
        if fault is not None:
            raise DeskError(fault)
    if settings.is_local or settings.tls:
        return
    if not insecure:
        message = _("Other computers can reach {0} without TLS: give --tls-cert and --tls-key, or --insecure-http.")
        raise DeskError(message.format(settings.host))
    warn(_("Plain HTTP: whoever shares the network can read passwords and change what is sent."))


def _log_to_stderr() -> None:
    """Write what the server has to say to standard error; requests are not logged, so that no name gets there."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    # of the server errors alone, as anybody can send what is no request; of what was removed, which it says as well
    levels = {"gisplan.web": logging.WARNING, "uvicorn.error": logging.ERROR}
    for name, level in levels.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
    for name in ("gisplan.web.jobs", "gisplan.web.security.old_accounts"):
        logging.getLogger(name).setLevel(logging.INFO)


def _say(settings: DeskSettings, address: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"address": address, "read_only": settings.read_only}))
    else:
        click.echo(_("The desk is at {0} – Ctrl+C ends it.").format(address))
    sys.stdout.flush()


def _show_check(settings: DeskSettings, certificate: Certificate | None, *, insecure: bool, as_json: bool) -> None:
    from gisplan.web.checks import check_desk

    findings = list(check_desk(settings, certificate, insecure=insecure))
    if as_json:
        click.echo(json.dumps({"findings": [vars(one) for one in findings]}, ensure_ascii=False, indent=1))
    else:
        for one in findings:
            click.echo(("✓ " if one.ok else "✗ ") + one.text)
    if not all(one.ok for one in findings):
        click.get_current_context().exit(1)
