"""How Sphinx builds the site: `python -m sphinx -W -b html docs build/site`."""

import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import notebook_pages  # noqa: E402
import translated_pages  # noqa: E402
import write_columns  # noqa: E402
import write_commands  # noqa: E402
import write_dataset  # noqa: E402
import write_faults  # noqa: E402
import write_standards  # noqa: E402
from chinese_search import PairSearch  # noqa: E402
from generated_headings import ShownHeadings, keep_headings  # noqa: E402

project = "gisplan"
copyright = "the authors of gisplan"
release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "description"
napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
default_role = "code"
myst_enable_extensions = ["deflist"]
exclude_patterns = ["locale", "pictures", "static", "templates"]
myst_heading_anchors = 3

language = "en"
locale_dirs = ["locale"]
gettext_compact = "docs"
gettext_uuid = False
figure_language_filename = "{root}.{language:.2}{ext}"  # gap-map.zh.png, where there is one

html_theme = "furo"
html_static_path = ["static"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_css_files = ["site.css"]
html_js_files = ["site.js"]
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

NOTEBOOKS = {f"notebooks/{path.name}": f"project/notebooks/{path.stem}" for path in notebook_pages.NOTEBOOKS}
MOVED = {**OUTSIDE, **NOTEBOOKS}

GENERATED: dict[str, Callable[[str], str]] = {
    "bad-inputs": translated_pages.read_bad_inputs,
    "columns": write_columns.format_page,
    "commands": write_commands.format_page,
    "dataset": write_dataset.format_page,
    "faults": write_faults.format_page,
    "standards": write_standards.format_page,
}
"""Pages that are made in each language from what they describe."""

_LINK = re.compile(r"(\]\()([^)#:]+)((?:#[^)]*)?\))")


def setup(app: Sphinx) -> None:
    """Bring the outside pages in, and give each page the links and the language of the site."""
    app.add_search_language(PairSearch)
    app.add_transform(ShownHeadings)
    app.connect("config-inited", name_authors)
    app.connect("builder-inited", copy_outside)
    app.connect("source-read", change_source)
    app.connect("autodoc-skip-member", skip_field)
    app.connect("html-page-context", give_captions_a_level, priority=900)  # after the theme has made its lists


def give_captions_a_level(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Say of the captions above lists of pages what level of heading they are: screen readers need it."""
    for part in ("body", "furo_navigation_tree"):
        if part in context:
            context[part] = context[part].replace('role="heading">', 'role="heading" aria-level="2">')


def name_authors(_app: Sphinx, config: Config) -> None:
    """Name the authors in the language of the site."""
    if config.language.startswith("zh"):
        config.copyright = "gisplan作者"


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
    notebook_pages.write_pages(Path(app.srcdir, "project", "notebooks"))


def change_source(app: Sphinx, name: str, source: list[str]) -> None:
    """Give a page what it shows in the site's language; lead links to outside pages to their copies."""
    chinese = app.config.language.startswith("zh")
    if name in GENERATED:
        english = GENERATED[name]("en")
        source[0] = keep_headings(name, english, GENERATED[name]("zh")) if chinese else english
    elif chinese:
        outputs, messages = read_chinese()
        source[0] = translated_pages.translate_blocks(source[0], outputs.get(name, {}), messages)
        source[0] = translated_pages.present_in_chinese(name, source[0])
    folder = dirname(f"docs/{name}")
    source[0] = move_links(source[0], folder, folder)


@cache
def read_chinese() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Read the outputs and the messages in Chinese, once."""
    catalogue = translated_pages.read_catalogue()
    return translated_pages.read_outputs(), translated_pages.list_translations(catalogue)


def move_links(text: str, old: str, new: str) -> str:
    """Return a page with its relative links as they must be in a new folder; folders are relative to the project."""

    def move(match: re.Match[str]) -> str:
        path = normpath(join(old, match[2]))
        path = f"docs/{MOVED[path]}.md" if path in MOVED else path
        return match[1] + relpath(path, new) + match[3]

    return _LINK.sub(move, text)
