"""Reports of verdicts and plans: JSON documents, terminal tables, workbooks, GIS files, dossiers and charts."""

from gisplan.report.documents.json_lines import write_json
from gisplan.report.documents.verdicts import SCHEMA, make_document, read_schema

__all__ = ["SCHEMA", "make_document", "read_schema", "write_json"]
