"""Pair the rows of two documents: by code, a former code of a village with that of today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gisplan.county.code_changes import CodeChange, CodeChanges, follow_codes

__all__ = ["list_followed", "pair_rows", "read_code_changes"]

Document = Mapping[str, Any]
_Key = tuple[Any, ...]


def read_code_changes(old: Document, new: Document) -> CodeChanges:
    """Read the changes of village codes that two documents state; where they differ, those of the new one."""
    listed = {change["old"]: change["new"] for document in (old, new) for change in document.get("code_changes", ())}
    followed, _circular = follow_codes(listed)
    return CodeChanges(tuple(CodeChange(code, listed[code]) for code in followed))


def list_followed(old: Document, new: Document, changes: CodeChanges) -> list[dict[str, Any]]:
    """List the former codes under which either document has villages, with those of today."""
    named = [{row["code"] for row in document["villages"]} for document in (old, new)]
    found = sorted((named[0] ^ named[1]) & changes.today.keys())
    return [{"old": code, "new": changes.today[code]} for code in found]


def pair_rows(
    old: Iterable[Document], new: Iterable[Document], names: tuple[str, ...], changes: CodeChanges
) -> Iterator[tuple[Document | None, Document | None]]:
    """Pair the rows of two documents, in the order of their codes.

    Rows are paired by code and by `names`, and those without a code by their row. Several villages that were merged are
    each paired with the village of today.

    Parameters
    ----------
    old, new : iterable of mapping
        The rows of either document.
    names : tuple of str
        What belongs to the key of a row besides its code.
    changes : CodeChanges
        The changes of village codes that are followed.

    Yields
    ------
    tuple of mapping or None
        The old row and the new one; None where there is none.
    """
    before, after = (_group_rows(_key_rows(rows, names), changes) for rows in (old, new))
    for key in sorted(before.keys() | after.keys()):
        first, second = before.get(key, {}), after.get(key, {})
        if len(first) > 1 and len(second) == 1:
            yield from ((row, next(iter(second.values()))) for row in first.values())
        elif len(second) > 1 and len(first) == 1:
            yield from ((next(iter(first.values())), row) for row in second.values())
        elif len(first) == len(second) == 1:
            yield next(iter(first.values())), next(iter(second.values()))
        else:
            yield from ((first.get(own), second.get(own)) for own in sorted(first.keys() | second.keys()))


def _group_rows(keyed: Mapping[_Key, Document], changes: CodeChanges) -> dict[_Key, dict[_Key, Document]]:
    """Group rows by their key with the code of today."""
    found: dict[_Key, dict[_Key, Document]] = {}
    for key in sorted(keyed):
        found.setdefault((changes.follow(key[0]), *key[1:]), {})[key] = keyed[key]
    return found


def _key_rows(rows: Iterable[Document], names: tuple[str, ...]) -> dict[_Key, Document]:
    """Index rows by code and names; one without a code, or with a code that came before, by its row too."""
    keyed: dict[_Key, Document] = {}
    for row in rows:
        key = (row["code"] or "", *(row[name] for name in names), 0)
        keyed[key if row["code"] and key not in keyed else (*key[:-1], row["row"])] = row
    return keyed
