"""The desk of one county: its ledger, its accounts, and the works as they are now."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from gisplan.base.errors import DeskError
from gisplan.base.language import _
from gisplan.ledger import Ledger, open_ledger
from gisplan.ledger.accounts.accounts import Account, Accounts
from gisplan.ledger.accounts.sessions import Sessions
from gisplan.ledger.accounts.tokens import Tokens
from gisplan.ledger.reader import now
from gisplan.web.desk.backups import Backups
from gisplan.web.desk.current_works import CurrentWorks
from gisplan.web.desk.editors import Editors, open_editors
from gisplan.web.desk.hub import Hub
from gisplan.web.desk.made_pages import MadePages
from gisplan.web.desk.metrics import Metrics
from gisplan.web.desk.recent_events import RecentEvents
from gisplan.web.desk.thumbnails import Thumbnails
from gisplan.web.desk.uploads import Uploads
from gisplan.web.desk.village_names import VillageNames
from gisplan.web.jobs.workers import Workers
from gisplan.web.scenarios.made import MadeOnce
from gisplan.web.security.attempts import Attempts
from gisplan.web.security.old_accounts import OldAccounts

if TYPE_CHECKING:
    from anyio import CapacityLimiter

    from gisplan.web.settings import DeskSettings

__all__ = ["ONE_PERSON", "THREADS", "Desk", "open_desk"]

THREADS = 12
"""How many requests are answered at once, each with a connection to the database at most: more only need memory."""

ONE_PERSON = "desk"
"""Who signs what is recorded on a desk without accounts, where the computer does not know its user."""


@dataclass
class Desk:
    """The desk of one county.

    Parameters
    ----------
    settings : DeskSettings
    name : str
        The county's name.
    ledger : Ledger
    accounts, sessions
        Who may sign in, and who is.
    tokens : Tokens
        By which other programs ask.
    works : CurrentWorks
        The works as they are now.
    recent : RecentEvents
        What was recorded in the last days.
    villages : VillageNames
        The names of the county's villages.
    pages : MadePages
        The map, and the verdicts of the county and its villages, as they were last made.
    scenarios : MadeOnce
        The pages of scenarios, and comparisons of them.
    backups : Backups
        The backups on a schedule.
    workers : Workers
        The processes that make reports.
    old_accounts : OldAccounts
        Removes accounts that were disabled long ago.
    user : str
        Who signs where there are no accounts.
    hub : Hub
        What is sent to all who listen.
    editors : Editors
        Who has the form of which work in use.
    hashing : CapacityLimiter or None
        Of the threads that hash passwords; None for those that answer all else, where no server runs.
    """

    settings: DeskSettings
    name: str
    ledger: Ledger
    accounts: Accounts
    sessions: Sessions
    works: CurrentWorks
    recent: RecentEvents
    villages: VillageNames
    pages: MadePages
    scenarios: MadeOnce
    backups: Backups
    workers: Workers
    old_accounts: OldAccounts
    user: str
    hub: Hub
    editors: Editors
    tokens: Tokens
    attempts: Attempts = field(default_factory=Attempts)
    wrong_tokens: Attempts = field(default_factory=Attempts)
    uploads: Uploads = field(default_factory=Uploads)
    thumbnails: Thumbnails = field(default_factory=Thumbnails)
    metrics: Metrics = field(default_factory=Metrics)
    hashing: CapacityLimiter | None = None
    process_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    file_key: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def one_person(self) -> Account | None:
        """Return the account of a desk that is one person's tool: on this computer alone, and without accounts."""
        if not self.settings.is_local or self.accounts.are_there():
            return None
        return Account(0, self.user, "admin")


def open_desk(settings: DeskSettings, *, user: str = "", clock: Callable[[], datetime] = now) -> Desk:
    """Open the desk of a county.

    Raises
    ------
    CountyFileError, LedgerStoreError
        The county file or the ledger cannot be used.
    DeskError
        It would be reached from other computers, and there are no accounts.
    """
    from gisplan.io.child.toml_files import read_county_file

    file = read_county_file(settings.county)
    ledger = open_ledger(settings.county, settings.url, clock=clock, connections=THREADS)
    accounts, editors = Accounts(ledger.engine, clock), open_editors(ledger)
    if not settings.is_local and not accounts.are_there():
        message = _(
            "Other computers can reach {0}, and the desk has no accounts: make one first with gisplan user add "
            "COUNTY NAME --role admin."
        )
        raise DeskError(message.format(settings.host))
    return Desk(
        settings=settings,
        name=file.name,
        ledger=ledger,
        accounts=accounts,
        sessions=Sessions(ledger.engine, clock),
        works=CurrentWorks(ledger),
        recent=RecentEvents(ledger),
        villages=VillageNames(settings.county),
        pages=MadePages(settings, ledger),
        scenarios=MadeOnce(settings),
        backups=Backups(settings, ledger),
        workers=Workers(settings, ledger),
        old_accounts=OldAccounts(settings, ledger),
        user=user or ONE_PERSON,
        hub=Hub(ledger, editors),
        editors=editors,
        tokens=Tokens(ledger.engine, clock),
    )
