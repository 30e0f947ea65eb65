"""The windows: how is it told? Documents, sentences and tables."""

from gisplan.report.documents.verdicts import SCHEMA, make_document, read_schema, write_json

__all__ = ["SCHEMA", "make_document", "read_schema", "write_json"]
