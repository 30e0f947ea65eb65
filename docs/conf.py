"""How Sphinx builds the site: `python -m sphinx -W -b html docs build/site`."""

import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import write_columns  # noqa: E402
import write_commands  # noqa: E402
import write_faults  # noqa: E402
import write_standards  # noqa: E402

project = "gisplan"
copyright = "the authors of gisplan"
release = metadata.version("gisplan")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "description"
napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
default_role = "code"
exclude_patterns = ["pictures", "static"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

language = "en"
locale_dirs = ["locale"]
gettext_compact = False
gettext_uuid = False

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_title = f"gisplan {release}"
html_show_sphinx = False
highlight_language = "none"

OUTSIDE = {
    "README.md": "project/readme",
    "README.zh.md": "project/readme.zh",
    "CONTRIBUTING.md": "project/contributing",
    "CHANGELOG.md": "project/changelog",
    "benchmarks/README.md": "project/benchmarks",
    "layers/README.md": "project/layers",
}
"""Pages that stand outside of this folder, and what they are on the site."""

GENERATED: dict[str, Callable[[str], str]] = {
    "columns": write_columns.format_page,
    "commands": write_commands.format_page,
    "faults": write_faults.format_page,
    "standards": write_standards.format_page,
}
"""Pages that are made in each language from what they describe."""

_LINK = re.compile(r"(\]\()([^)#:]+)((?:#[^)]*)?\))")


def setup(app: Sphinx) -> None:
    """Bring the outside pages in, and give each page the links and the language of the site."""
    app.connect("builder-inited", copy_outside)
    app.connect("source-read", change_source)
    app.connect("autodoc-skip-member", skip_field)


def skip_field(_app: Sphinx, _what: str, _name: str, member: object, skip: bool, _options: object) -> bool:
    """Leave out the fields of named tuples: the text of their class has them."""
    return skip or type(member).__name__ == "_tuplegetter"


def copy_outside(app: Sphinx) -> None:
    """Copy the pages that stand outside of this folder into it, with the links that they have from there."""
    for path, name in OUTSIDE.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        page = Path(app.srcdir, f"{name}.md")
        page.parent.mkdir(exist_ok=True)
        page.write_text(move_links(text, dirname(path), dirname(f"docs/{name}")), encoding="utf-8")


def change_source(app: Sphinx, name: str, source: list[str]) -> None:
    """Make a generated page in the site's language; lead links to outside pages to their copies."""
    if name in GENERATED:
        source[0] = GENERATED[name]("zh" if app.config.language.startswith("zh") else "en")
    folder = dirname(f"docs/{name}")
    source[0] = move_links(source[0], folder, folder)


def move_links(text: str, old: str, new: str) -> str:
    """Return a page with its relative links as they must be in a new folder; folders are relative to the project."""

    def move(match: re.Match[str]) -> str:
        path = normpath(join(old, match[2]))
        path = f"docs/{OUTSIDE[path]}.md" if path in OUTSIDE else path
        return match[1] + relpath(path, new) + match[3]

    return _LINK.sub(move, text)
