"""The texts of what waits on a device, which the pages' scripts show."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["QUEUE", "UNSENT"]

QUEUE: Mapping[str, str] = {
    "count_unsent": N_("Entries not sent yet: {0}."),
    "count_undecided": N_("Entries to be decided: {0}."),
    "signed_out": N_("Sign in to send them."),
    "reachable": N_("The desk can be reached again."),
    "open_again": N_("Open the page anew"),
    "kept_at": N_("No network: this is what was kept at {0}."),
    "comment": N_("Comment"),
    "mine": N_("yours: {0}"),
    "theirs": N_("in the ledger: {0}"),
    "theirs_by": N_("recorded by {0} on {1}"),
    "entered_at": N_("entered {0}"),
    "with_note": N_("Note: {0}"),
    "with_files": N_("Photos and documents: {0}"),
    "conflict": N_("Someone else changed this work first. Nothing of this entry is recorded."),
    "uncertain": N_("It was sent, but no answer came: it may be recorded already. It is sent again and counts once."),
    "status_403": N_("Your account may not record this work."),
    "status_404": N_("This work is not on the desk any more."),
    "status_413": N_("This is more than the desk accepts at once: take it back, and send fewer or smaller files."),
    "status_410": N_("The desk does not keep its files: take the entry back, and choose them again."),
    "override": N_("Reason why it is right nevertheless; it is recorded"),
    "with_reason": N_("Record with this reason"),
    "decide": N_("Compare and decide"),
    "again": N_("Try again"),
    "take_back": N_("Take it back"),
    "kept_now": N_("Kept on this device. It is sent when there is a network."),
    "works_kept": N_("Kept on this device: {0} works, at {1}."),
    "works_left_out": N_("{0} more works are not kept."),
    "not_reached": N_("not yet reached"),
    "passed": N_("passed, no date"),
    "due": N_("Due"),
    "waits": N_("not sent yet"),
    "device_ready": N_("This device shows your works without a network, and takes entries and photos."),
    "device_insecure": N_(
        "This connection is not protected by https: without a network this device cannot open the desk. A page that "
        "is open takes entries, and sends them later. Whoever runs the desk can set up https."
    ),
    "device_untrusted": N_(
        "This browser does not trust the certificate of the desk, or cannot keep its pages: without a network it "
        "cannot open the desk. Install the certificate of the office on this device."
    ),
    "device_unable": N_(
        "This browser keeps nothing for use without a network: use a newer one, and no private window."
    ),
    "leave": N_("{0} Signing out removes them from this device for ever."),
    "leave_anyway": N_("Remove them and sign out"),
    "stay": N_("Stay signed in"),
    "leave_offline": N_("Without a network you cannot sign out. Whoever has this device stays signed in as you."),
}
"""What scripts show; it stands in every page."""

UNSENT: Mapping[str, str] = {
    "unsent_title": N_("Not sent yet"),
    "unsent_none": N_("Everything is sent."),
    "unsent_here": N_("Of this work, not sent yet"),
    "show_unsent": N_("Show"),
    "device_title": N_("Without a network"),
    "kept_search": N_("Search what is kept: name, code, village, town"),
    "kept_not": N_("This page is not kept on this device."),
    "kept_list": N_("To the works that are kept"),
}
"""What the page of unsent entries shows."""
