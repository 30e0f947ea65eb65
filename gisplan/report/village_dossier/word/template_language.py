"""What a template may say: names of values, loops over lists, conditions and a few filters, and nothing that runs.

A template has no calls, no assignments, no arithmetic and no access to other files; it loops over the lists of the
dossier alone, two loops deep. So its work is bounded by its own length and by the data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from gisplan.base.language import _

__all__ = ["TemplateProblem", "make_environment"]

LISTS = frozenset(
    (
        *("sections", "verdicts", "groups", "works", "attestations"),
        *("inputs", "credits", "warnings", "out_of_scope", "signers"),
    )
)
_ROOTS = ("head", "page")
_FILTERS = frozenset(("default", "d", "first", "join", "last", "length", "lower", "trim", "upper"))
_OF_LOOPS = frozenset(("index", "index0", "first", "last", "length"))
_DEPTH = 2
_MOST_TEXT = 32 << 20  # characters of one part of a document
_SHOWN = 80
_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Filter, nodes.Test, nodes.Concat, nodes.List, nodes.Tuple),
)


class TemplateProblem(Exception):  # noqa: N818 - a problem that a sentence describes, not yet of a file
    """What is wrong with a template, in a sentence."""


class _BoundedTemplate(Template):
    """A template whose text has a limit."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        parts, size = [], 0
        for part in self.generate(*args, **kwargs):
            parts.append(part)
            size += len(part)
            if size > _MOST_TEXT:
                raise TemplateProblem(_("it makes a document that is too large. Repeat less in its loops."))
        return "".join(parts)


class _Environment(SandboxedEnvironment):
    """Templates that read values by their names and do nothing else."""

    template_class = _BoundedTemplate

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        try:
            tree = self.parse(source)
            _check(tree, 0, _ROOTS)
            return super().from_string(source, *args, **kwargs)
        except TemplateSyntaxError as error:
            text = _show_line(source, error.lineno)
            message = _("its tags cannot be understood: {0} It is near “{1}”. Correct the tag in the template.")
            raise TemplateProblem(message.format(f"{error.message}.".replace("..", "."), text)) from error
        except (RecursionError, SyntaxError) as error:
            raise TemplateProblem(_("its tags are nested too deeply. Make the template simpler.")) from error

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up a value by its name: in data, or of a loop; attributes of objects are not reached."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _OF_LOOPS:
            return getattr(obj, attribute)
        return self.undefined(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look up a value by its name, or an entry of a list by its place."""
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.getattr(obj, str(argument))


def make_environment(*, autoescape: bool = True) -> SandboxedEnvironment:
    """Return what parses and renders templates."""
    return _Environment(autoescape=autoescape, undefined=StrictUndefined, finalize=_finish)


def _finish(value: Any) -> Any:
    """Return what is shown of a value; a list or a table as such is a mistake of the template."""
    if isinstance(value, (Mapping, list, tuple)):
        message = _("a tag shows a whole list or table instead of one of its values. docs/dossier.md lists the names.")
        raise TemplateProblem(message)
    return "" if value is None else value


def _check(node: nodes.Node, depth: int, known: tuple[str, ...]) -> None:
    """Refuse everything that is not listed."""
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in _FILTERS):
        what = f"{type(node).__name__} {getattr(node, 'name', '')}".strip()
        message = _("it has what templates may not have ({0}). Use names of values, for, if, and the filters {1}.")
        raise TemplateProblem(message.format(what, ", ".join(sorted(_FILTERS))))
    if isinstance(node, nodes.Name) and node.name not in known:
        _refuse_name(node.name)
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        raise TemplateProblem(_("it has a computed name in brackets. Write the name with a dot."))
    if isinstance(node, nodes.Filter) and node.name == "join" and not _is_list(node.node):
        raise TemplateProblem(_("it joins what is not a list. The lists are: {0}.").format(", ".join(sorted(LISTS))))
    if isinstance(node, nodes.For):
        _check_loop(node, depth, known)
    else:
        for child in node.iter_child_nodes():
            _check(child, depth, known)


def _check_loop(node: nodes.For, depth: int, known: tuple[str, ...]) -> None:
    """Refuse loops over other things than the dossier's lists, or more than two within each other."""
    if not _is_list(node.iter) or node.recursive or not isinstance(node.target, nodes.Name):
        raise TemplateProblem(
            _("it loops over something else than a list of the dossier. The lists are: {0}.").format(
                ", ".join(sorted(LISTS))
            )
        )
    if depth == _DEPTH:
        raise TemplateProblem(_("it has more than two loops within each other. Take the inner one out."))
    _check(node.iter, depth, known)
    inside = (*known, node.target.name, "loop")
    for child in (node.test, *node.body, *node.else_):
        if child is not None:
            _check(child, depth + 1, inside)


def _is_list(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Getattr) and node.attr in LISTS


def _refuse_name(name: str) -> None:
    message = _("it has a name that the dossier does not have: {0}. docs/dossier.md lists the names.")
    raise TemplateProblem(message.format(name))


def _show_line(source: str, number: int) -> str:
    """Return the text of a line of a document's source, without its markup."""
    lines = source.splitlines()
    line = lines[min(max(number, 1), len(lines)) - 1] if lines else ""
    return re.sub(r"<[^<>]*>", "", line).strip()[:_SHOWN]
