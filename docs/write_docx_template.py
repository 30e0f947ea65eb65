"""Write gisplan's own template of the dossier as a Word document: gisplan/report/village_dossier/dossier.docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gisplan.report.village_dossier.word.document import pack_again

TEMPLATE = Path(__file__).parents[1] / "gisplan" / "report" / "village_dossier" / "dossier.docx"
LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
GREY = RGBColor(0x55, 0x55, 0x55)
FULL_MM = 186
COLON = "{{ head.words.colon }}"
MADE = datetime(2026, 1, 1, tzinfo=UTC)

Runs = Sequence[tuple[str, dict[str, Any]]]


def main() -> None:
    TEMPLATE.write_bytes(make_template())


def make_template() -> bytes:
    """Return the template."""
    document = Document()
    set_page(document)
    set_styles(document)
    add_head(document)
    add_top(document)
    add_criteria(document)
    add_works(document)
    add_findings(document)
    add_end(document)
    properties = document.core_properties
    properties.title = "{{ page.name }} · {{ head.words.title }}"
    properties.subject, properties.author, properties.comments = "{{ page.code }}", "gisplan", ""
    properties.created = properties.modified = MADE
    properties.last_modified_by = "gisplan"
    thumbnail = next(r for r in document.part.package.rels.values() if r.reltype.endswith("/thumbnail"))
    document.part.package.rels.pop(thumbnail.rId)
    made = io.BytesIO()
    document.save(made)
    return pack_again(made.getvalue())


def set_page(document: Any) -> None:
    """A4, with code, name and page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(8), Mm(11)
    section.header_distance = section.footer_distance = Mm(6)
    foot = section.footer.paragraphs[0]
    write(foot, [("{{ page.code }} {{ page.name }} · {{ head.standard }} · ", {"size": 7.5, "colour": GREY})])
    for instruction in ("PAGE", None, "NUMPAGES"):
        if instruction is None:
            write(foot, [(" / ", {"size": 7.5, "colour": GREY})])
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        write(foot, [("1", {"size": 7.5, "colour": GREY})])
        field.append(foot.runs[-1]._r)
        foot._p.append(field)


def set_styles(document: Any) -> None:
    """Set the fonts of Latin and of Chinese text; a system that lacks one takes another."""
    styles = document.styles
    for name, size, chinese in (("Normal", 9, SONG), ("Title", 20, HEI), ("Heading 1", 10.5, HEI)):
        style = styles[name]
        style.font.size, style.font.bold, style.font.name = Pt(size), name != "Normal", LATIN
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), chinese)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(4 if name == "Heading 1" else 0), Pt(1), 1.0
        form.keep_with_next = name != "Normal"
    for border in styles["Title"].element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)


def write(paragraph: Any, runs: Runs) -> Any:
    """Add texts to a paragraph, each with its size, weight and colour."""
    for text, look in runs:
        run = paragraph.add_run(text)
        run.bold = look.get("bold")
        if "size" in look:
            run.font.size = Pt(look["size"])
        if "colour" in look:
            run.font.color.rgb = look["colour"]
    return paragraph


def add_table(parent: Any, widths: Sequence[float], titles: Sequence[str] = ()) -> Any:
    """Add a table of fixed widths in millimetres, with its titles as a row that is repeated on each page."""
    table = parent.add_table(rows=1 if titles else 0, cols=len(widths))
    table.style, table.autofit = "Table Grid" if titles else "Normal Table", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    if titles:
        for cell, title, width in zip(table.rows[0].cells, titles, widths, strict=True):
            cell.width = Mm(width)
            write(cell.paragraphs[0], [(f"{{{{ head.words.{title} }}}}", {"bold": True, "size": 8})])
        mark_row(table.rows[0], "tblHeader")
    return table


def mark_row(row: Any, *marks: str) -> None:
    """Keep a row on one page, and mark it otherwise."""
    for mark in ("cantSplit", *marks):
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{mark}"))


def add_row(table: Any, cells: Sequence[Runs], widths: Sequence[float], *, right: Sequence[int] = ()) -> None:
    """Add a row with the texts of its cells."""
    row = table.add_row()
    mark_row(row)
    for place, (cell, runs, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        cell.width = Mm(width)
        write(cell.paragraphs[0], runs)
        if place in right:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def add_wide_row(table: Any, runs: Runs) -> None:
    """Add a row of one cell."""
    row = table.add_row()
    mark_row(row)
    write(row.cells[0].merge(row.cells[-1]).paragraphs[0], runs)


def add_tag(table: Any, tag: str) -> None:
    """Add a row that only holds a tag, and is gone when the template is filled."""
    table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {tag} %}}")


def small(text: str, **look: Any) -> Runs:
    """Return a text in the size of tables."""
    return [(text, {"size": 8, **look})]


def add_paragraph(document: Any, *runs: tuple[str, dict[str, Any]], when: str = "") -> None:
    """Add a paragraph, which is there only where a condition holds."""
    if when:
        document.add_paragraph(f"{{%p if {when} %}}")
    write(document.add_paragraph(), runs)
    if when:
        document.add_paragraph("{%p endif %}")


def add_head(document: Any) -> None:
    """The verdict first, then what the village is."""
    write(
        document.add_paragraph(),
        [("{{ head.county }} ({{ head.county_code }}) · {{ head.words.title }}", {"colour": GREY})],
    )
    title = document.add_paragraph(style="Title")
    write(title, [(f"{{{{ page.name }}}}{COLON}{{{{ page.state.mark }}}} {{{{ page.state.word }}}}", {})])
    facts = "{{ head.words.%s }} {{ %s }}"
    pairs = ("town", "code", "people", "exit_year")
    line = " · ".join([facts % (name, f"page.{name}") for name in pairs] + [facts % ("as_of", "head.as_of")])
    add_paragraph(document, (line, {}))
    add_paragraph(
        document,
        ("{{ page.role }}", {"size": 10}),
        (
            f"{{% if page.missing %}} {{{{ head.words.missing }}}}{COLON}{{{{ page.missing }}}}{{% endif %}}",
            {"bold": True, "size": 10},
        ),
    )
    add_paragraph(document, ("{{ head.words.second_visit }}", {"bold": True}), when="page.second_visit")
    document.add_paragraph("{%p for line in head.warnings %}")
    add_paragraph(document, ("{{ line }}", {"size": 8, "colour": GREY}))
    document.add_paragraph("{%p endfor %}")


def add_top(document: Any) -> None:
    """The map, and beside it the groups by their names."""
    halves = add_table(document, (80, 106))
    row = halves.add_row()
    left, right = row.cells
    left.width, right.width = Mm(80), Mm(106)
    write(left.paragraphs[0], [("{{ page.map }}", {})])
    north = "{% if page.has_map %}{{ head.words.north_up }}{% endif %}"
    write(left.add_paragraph(), [(north, {"size": 7.5, "colour": GREY})])
    head = right.paragraphs[0]
    head.style = "Heading 1"
    write(head, [("{{ head.words.groups }}", {})])
    right.add_paragraph("{%p if page.groups %}")
    widths = (32, 18, 13, 20, 18)
    groups = right.add_table(rows=1, cols=len(widths))
    groups.style, groups.autofit = "Table Grid", False
    for column, width in zip(groups.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, title, width in zip(
        groups.rows[0].cells, ("group", "households", "people", "state", "distance"), widths, strict=True
    ):
        cell.width = Mm(width)
        write(cell.paragraphs[0], [(f"{{{{ head.words.{title} }}}}", {"bold": True, "size": 7.5})])
    add_tag(groups, "for g in page.groups")
    state = "{% if g.state %}{{ g.state.mark }} {{ g.state.word }}{% else %}{{ head.words.not_asked }}{% endif %}"
    name = [("{{ g.name }} ", {"size": 8}), ("{{ g.code }}", {"size": 6.5, "colour": GREY})]
    own = [small(text) for text in ("{{ g.households }}", "{{ g.people }}", state, "{{ g.distance }}")]
    add_row(groups, [name, *own], widths, right=(1, 2, 4))
    add_tag(groups, "if g.detail")
    add_wide_row(groups, small("{{ g.detail }}", colour=GREY))
    add_tag(groups, "endif")
    add_tag(groups, "endfor")
    right.add_paragraph("{%p else %}")
    right.add_paragraph("{{ head.words.no_groups }}")
    right.add_paragraph("{%p endif %}")


def add_criteria(document: Any) -> None:
    """Every criterion with its state, what is required and actual, and why."""
    widths = (40, 20, 26, 26, 74)
    table = add_table(document, widths, ("criterion", "state", "required", "actual", "why"))
    add_tag(table, "for s in page.sections")
    add_wide_row(table, small("{{ s.title }}", bold=True))
    add_tag(table, "for v in s.verdicts")
    why = "{% if v.why %}{{ v.why }} {% endif %}{% if v.segments %}{{ v.segments }} {% endif %}"
    listed = "{% if v.listed_works %}{{ head.words.listed_works }}{{ v.listed_works }} {% endif %}"
    needs = "{% if v.needs %}{{ head.words.needs }}{{ v.needs }} {% endif %}"
    needs += "{% if v.needed_for_works %}{{ head.words.needed_for_works }}{{ v.needed_for_works }} {% endif %}"
    reasons = [(why + listed + needs, {"size": 8}), ("{{ v.sources }}", {"size": 7, "colour": GREY})]
    state = small("{{ v.state.mark }} {{ v.state.word }}", bold=True)
    cells = [small("{{ v.name }}", bold=True), state, small("{{ v.required }}"), small("{{ v.actual }}"), reasons]
    add_row(table, cells, widths)
    add_tag(table, "endfor")
    add_tag(table, "endfor")


def add_listed(document: Any, name: str, titles: Sequence[str], widths: Sequence[float], cells: Sequence[str]) -> None:
    """Add a list of the village with its heading, where there is any."""
    document.add_paragraph(f"{{%p if page.{name} %}}")
    document.add_paragraph(f"{{{{ head.words.{name} }}}}", style="Heading 1")
    table = add_table(document, widths, titles)
    add_tag(table, f"for it in page.{name}")
    add_row(table, [small(cell) for cell in cells], widths)
    add_tag(table, "endfor")
    document.add_paragraph("{%p endif %}")


def add_works(document: Any) -> None:
    """The works that are listed for the village."""
    values = ("code", "name", "status", "due", "source")
    cells = [f"{{{{ it.{value} }}}}" for value in values]
    add_listed(document, "works", ("code", "work", "progress", "due", "source"), (24, 66, 42, 20, 34), cells)


def add_findings(document: Any) -> None:
    """Findings on site, with a mark where they disagree."""
    found = "{% if it.found %}{{ it.found.mark }} {{ it.found.word }}{% else %}–{% endif %}"
    found += "{% if it.disagrees %} ({{ head.words.again }}){% endif %}"
    computed = "{{ it.computed.mark }} {{ it.computed.word }}"
    cells = ["{{ it.name }}", found, computed, "{{ it.by }}", "{{ it.date }}", "{{ it.document }}"]
    titles = ("criterion", "found", "computed", "by", "date", "document")
    add_listed(document, "attestations", titles, (44, 32, 24, 28, 22, 36), cells)


def add_end(document: Any) -> None:
    """What is not measured, the signatures, and at the end the settings and hashes."""
    listed = "{{ head.out_of_scope | join(head.words.between) }}"
    add_paragraph(
        document,
        ("{{ head.words.out_of_scope }}" + COLON, {"bold": True, "size": 8}),
        (listed, {"size": 8}),
        when="head.out_of_scope",
    )
    heading = document.add_paragraph("{{ head.words.signatures }}", style="Heading 1")
    heading.paragraph_format.keep_with_next = True
    widths = (FULL_MM / 4,) * 4
    table = add_table(document, widths, ())
    table.style = "Table Grid"
    row = table.add_row()
    mark_row(row)
    for place, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
        cell.width = Mm(width)
        write(cell.paragraphs[0], small(f"{{{{ head.signers[{place}] }}}}", bold=True))
        cell.add_paragraph()
        write(cell.add_paragraph(), small("{{ head.words.sign }}", colour=GREY))
        write(cell.add_paragraph(), small("{{ head.words.date }}", colour=GREY))
    tiny = {"size": 7, "colour": GREY}
    write(document.add_paragraph("", style="Heading 1"), [("{{ head.words.basis }}", {"size": 8})])
    basis = "{{ head.words.standard }}" + COLON + "{{ head.standard }} · {{ head.standard_title }} · {{ head.source }}"
    add_paragraph(document, (basis, tiny))
    add_paragraph(document, ("{{ head.settings }}", tiny))
    add_paragraph(document, ("{{ head.credits | join(' · ') }}", tiny), when="head.credits")
    inputs = "{% for i in head.inputs %}{{ i.path }} · {{ i.rows }} · {{ i.sha256 }}"
    inputs += "{% if not loop.last %}{{ head.words.between }}{% endif %}{% endfor %}"
    add_paragraph(document, (inputs, {"size": 6, "colour": GREY}))


if __name__ == "__main__":
    main()
