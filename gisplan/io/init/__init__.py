"""A first county file for a folder of files: which file is which layer, which column is which, what is open."""

from gisplan.io.init.asking.answers_file import record_answers
from gisplan.io.init.county_file_text import write_draft
from gisplan.io.init.draft import CountyFileDraft, draft_county_file, draft_survey
from gisplan.io.init.summary import describe_draft, show_draft
from gisplan.io.init.survey import survey_folder

__all__ = [
    "CountyFileDraft",
    "describe_draft",
    "draft_county_file",
    "draft_survey",
    "record_answers",
    "show_draft",
    "survey_folder",
    "write_draft",
]
