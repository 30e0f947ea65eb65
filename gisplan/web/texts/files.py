"""The texts of a work's photos, documents and comments."""

from collections.abc import Mapping

from gisplan.base.language import N_

__all__ = ["FILES"]

FILES: Mapping[str, str] = {
    "files": N_("Photos and documents"),
    "no_files": N_("No photo or document is kept yet."),
    "take_photo": N_("Take a photo"),
    "choose_files": N_("Choose photos or documents"),
    "evidence_photo": N_("Photo of the milestone that you tap next"),
    "add_photo": N_("Add a photo"),
    "kept_files": N_("Sent already: {0} file(s)"),
    "proves": N_("for: {0}"),
    "sent_by": N_("sent {0} by {1}"),
    "taken_at": N_("taken {0}"),
    "taken_where": N_("at {0}"),
    "place_of_phone": N_("place stated by the phone"),
    "only_hash": N_("only its hash was recorded"),
    "comments": N_("Comments"),
    "no_comments": N_("No comment yet."),
    "comment_text": N_("Comment"),
    "send_comment": N_("Send"),
    "comment_kept": N_("Your comment is recorded."),
    "place_asking": N_("Asking the phone where it is …"),
    "place_found": N_("The phone's place goes with the photo (± {0} m)."),
    "place_rough": N_("The phone knows its place only to {0} m: the photo goes without it."),
    "place_refused": N_("The phone does not say where it is: the photo goes without a place."),
    "place_insecure": N_(
        "Over this connection browsers do not say where the phone is: the photo goes without a place. "
        "It needs https, which whoever runs the desk can set up."
    ),
    "place_old": N_("This photo was not taken just now: the phone's place does not go with it."),
    "sending": N_("Sending …"),
}
