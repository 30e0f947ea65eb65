"""The dossier: what each page holds, that nothing in it runs, and that it prints in both languages."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gisplan.base.errors import ExtraMissingError, FontMissingError, WriteError
from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.io.output import file_set
from gisplan.report.village_dossier import typesetting
from gisplan.report.village_dossier.dossier import is_of_dossier, make_dossier
from gisplan.report.village_dossier.svg_map import escape_text
from gisplan.workflow import judge as judge_county
from gisplan.workflow import write, write_dossier
from tests.attacks import ATTACKS
from tests.counties import judge
from tests.toys import draw_county

ROOMY = 150_000  # bytes of a page, at most


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language(None)


@pytest.fixture(scope="module")
def pages(gaps: Gaps) -> dict[str, str]:
    return {name: content.decode("utf-8") for name, content in make_dossier(gaps)}


def read_text(page: str) -> str:
    """What a reader sees: the text without tags, with entities read."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", body)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return re.sub(r"\s+", " ", text)


def test_every_village_has_a_page_named_for_its_code_and_the_index_leads_to_each(
    gaps: Gaps, pages: dict[str, str]
) -> None:
    names = {f"village-{code}.html" for code in gaps.villages["code"].dropna()}
    assert names <= pages.keys()
    assert len(pages) == len(gaps.villages) + 1
    assert all(name.isascii() and is_of_dossier(name) for name in pages)
    assert set(re.findall(r'href="(village-[^"]+)"', pages["index.html"])) == pages.keys() - {"index.html"}


def test_a_page_shows_every_verdict_of_its_village_with_its_evidence(gaps: Gaps, pages: dict[str, str]) -> None:
    rows = gaps.settlements[(gaps.settlements["settlement"] == "village") & gaps.settlements["code"].notna()]
    for code, own in rows.groupby("code"):
        text = read_text(pages[f"village-{code}.html"])
        for row in own.to_dict("records"):
            assert all(segment in text for segment in row["segments"])
            if row["state"] == "missed" and row["listed_works"] == ():
                assert "Nothing is planned." in text
            for work in row["listed_works"] or ():
                assert (work.code or "") in text
        states = re.findall(r'class="badge (met|missed|unknown)"', pages[f"village-{code}.html"].split("<nav>")[1])
        assert states.count("missed") >= (own["state"] == "missed").sum()


def test_the_verdict_of_a_page_is_the_village_s_own(gaps: Gaps, pages: dict[str, str]) -> None:
    for village in gaps.villages.to_dict("records"):
        if isinstance(village["code"], str):
            assert f'<div class="stamp {village["state"]}"' in pages[f"village-{village['code']}.html"]


def test_pages_hold_no_script_and_may_load_nothing(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
        assert "<script" not in page.lower()
        assert not re.search(r"\son\w+\s*=", page, re.IGNORECASE)
        assert not re.search(r'(?:src|href)="(?!village-|index\.html|#|town-)', page)
        assert "url(" not in page.replace("url(#m)", "")


def test_pages_are_small_and_their_pictures_are_whole(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert len(page.encode("utf-8")) < ROOMY
        for picture in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            assert ElementTree.fromstring(picture).tag.endswith("svg"), name


def test_the_same_verdicts_give_the_same_bytes(gaps: Gaps, pages: dict[str, str]) -> None:
    again = {name: content.decode("utf-8") for name, content in make_dossier(gaps)}
    assert again == pages


def test_every_attack_is_shown_and_none_runs(hostile: Gaps) -> None:
    pages = {name: content.decode("utf-8") for name, content in make_dossier(hostile)}
    everything = " ".join(read_text(page) for page in pages.values())
    for attack in ATTACKS:
        assert re.sub(r"\s+", " ", attack) in everything
    for page in pages.values():
        tags = re.findall(r"<(/?[a-zA-Z]+)", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
        assert not {t.lower() for t in tags} & {"script", "img", "iframe", "object", "embed"}
        assert page.count("<style>") == page.count("</style>") == 1
        assert not re.search(r"<[^>]*\son(error|load)\s*=", page)
        assert all("'" not in f and "<" not in f for f in re.findall(r"@bottom-left \{ content: (.*?); \}", page))
    assert all(re.fullmatch(r"[a-z0-9_-]+\.html", name) for name in pages)


def test_a_name_that_a_style_could_read_is_spelled_by_numbers() -> None:
    from gisplan.report.village_dossier.dossier import _quote_css

    assert _quote_css('a"; } </style>') == '"a\\22 \\3b \\20 \\7d \\20 \\3c \\2f style\\3e "'


def test_characters_that_xml_has_not_are_left_out_of_pictures() -> None:
    assert escape_text("a\x00\x1bb<\ufffe") == "ab&lt;"


def test_no_household_is_named(qingxi: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(qingxi, folder)
    lines = (folder / "power.csv").read_text(encoding="utf-8-sig").splitlines()
    named = [f"{lines[0]},未通电户名单", *(f"{line},王某某甲" for line in lines[1:])]
    (folder / "power.csv").write_text("\n".join(named) + "\n", encoding="utf-8")
    settings = (folder / "gisplan.toml").read_text(encoding="utf-8")
    text = settings.replace("[layers.power.columns]", '[layers.power.columns]\nunconnected_names = "未通电户名单"')
    (folder / "gisplan.toml").write_text(text, encoding="utf-8")
    found = judge_county(folder)
    assert found.county.power is not None
    assert "王某某甲" in set(found.county.power["unconnected_names"]), "or the test could not fail"
    assert "王某某甲" not in "".join(content.decode("utf-8") for _name, content in make_dossier(found))


def test_codes_that_only_differ_in_case_do_not_overwrite_each_other() -> None:
    toy = draw_county("A =# B")
    codes = ["ab", "AB"]
    toy.villages["code"] = codes[: len(toy.villages)]
    names = [name for name, _content in make_dossier(judge(toy))]
    assert len({name.lower() for name in names}) == len(toy.villages) + 1


def test_the_dossier_speaks_chinese(gaps: Gaps, chinese: None) -> None:
    pages = {name: content.decode("utf-8") for name, content in make_dossier(gaps)}
    text = read_text(pages["index.html"]) + read_text(next(p for n, p in pages.items() if n != "index.html"))
    assert "达标" in text
    for english in ("Verdict", "Missed", "Groups", "Signature", "Required"):
        assert english not in text


def test_a_chinese_dossier_has_full_width_punctuation(gaps: Gaps, chinese: None) -> None:
    for _name, content in make_dossier(gaps):
        shown = read_text(re.sub(r"<svg\b.*?</svg>", "", content.decode("utf-8"), flags=re.DOTALL))
        assert not re.findall(r"[\u4e00-\u9fff][:;] ", shown)
        assert "标准：" in shown


def test_an_old_dossier_is_replaced_and_what_is_not_ours_is_kept(gaps: Gaps, tmp_path: Path) -> None:
    old = tmp_path / "dossier"
    old.mkdir()
    (old / "village-1.html").write_text("gone", encoding="utf-8")
    (old / "notes.txt").write_text("mine", encoding="utf-8")
    seen: list[str] = []
    index = write_dossier(gaps, tmp_path, progress=seen.append)
    assert index.is_file()
    assert not (old / "village-1.html").exists()
    assert (old / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(seen) == sorted(p.name for p in old.iterdir() if p.name != "notes.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["dossier"]


def test_a_run_without_dossier_and_charts_removes_those_of_an_earlier_run(gaps: Gaps, tmp_path: Path) -> None:
    notes: list[str] = []
    write(gaps, tmp_path, dossier=True, note=notes.append)
    pages = len(gaps.villages)
    assert [*filter(None, notes)] == [f"The dossier has {pages} page{'' if pages == 1 else 's'} of villages."]
    (tmp_path / "charts").mkdir()
    for name in ("charts/people.png", "charts/mine.png", "near_misses.csv"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    notes.clear()
    write(gaps, tmp_path, note=notes.append)
    assert not (tmp_path / "dossier").exists()
    assert [path.name for path in (tmp_path / "charts").iterdir()] == ["mine.png"]
    assert (tmp_path / "near_misses.csv").is_file()
    second, first, third = filter(None, notes)
    assert f"Removed {pages + 1} files of an earlier run from {tmp_path / 'dossier'}" in first
    assert f"Removed 1 file of an earlier run from {tmp_path / 'charts'}" in second
    assert "not of this run: near_misses.csv" in third


def test_a_run_that_fails_keeps_the_earlier_dossier(
    gaps: Gaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(gaps, tmp_path, dossier=True)
    before = sorted(path.name for path in (tmp_path / "dossier").iterdir())
    monkeypatch.setattr(file_set, "_remove_empty", _fail_after(file_set._remove_empty))
    with pytest.raises(WriteError):
        write(gaps, tmp_path)
    assert sorted(path.name for path in (tmp_path / "dossier").iterdir()) == before


def _fail_after(remove: Callable[..., None]) -> Callable[..., None]:
    def run(folder: Path, names: Sequence[str]) -> None:
        remove(folder, names)
        raise OSError("removed")

    return run


def test_a_dossier_that_fails_half_way_leaves_the_old_one(
    gaps: Gaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dossier(gaps, tmp_path)
    before = {p.name: p.read_bytes() for p in (tmp_path / "dossier").iterdir()}

    def fail(name: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(WriteError, match="full"):
        write_dossier(gaps, tmp_path, progress=fail)
    assert {p.name: p.read_bytes() for p in (tmp_path / "dossier").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["dossier"]


def test_a_file_in_the_place_of_the_folder_is_not_lost(gaps: Gaps, tmp_path: Path) -> None:
    (tmp_path / "dossier").write_text("mine", encoding="utf-8")
    with pytest.raises(WriteError):
        write_dossier(gaps, tmp_path)
    assert (tmp_path / "dossier").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("language", [None, "zh"])
def test_each_town_is_a_pdf_and_the_same_every_time(gaps: Gaps, language: str | None) -> None:
    set_language(language)
    try:
        made = [{n: c for n, c in make_dossier(gaps, pdf=True) if n.endswith(".pdf")} for _ in range(2)]
    finally:
        set_language(None)
    assert made[0] == made[1]
    assert len(made[0]) == gaps.villages["town"].nunique(dropna=False)
    assert all(content.startswith(b"%PDF-") for content in made[0].values())


def test_attacks_are_only_text_to_the_typesetter(hostile: Gaps) -> None:
    made = [content for name, content in make_dossier(hostile, pdf=True) if name.endswith(".pdf")]
    assert made
    assert not any(re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", content) for content in made)


def test_without_the_extra_the_error_names_the_remedy(
    gaps: Gaps, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ExtraMissingError, match=r"gisplan\[pdf\]"):
        write_dossier(gaps, tmp_path, pdf=True)
    assert not (tmp_path / "dossier").exists()


def test_without_a_chinese_font_the_error_names_the_remedy(gaps: Gaps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "CHINESE_FONTS", ())
    with pytest.raises(FontMissingError, match="Noto Sans CJK SC"):
        list(make_dossier(gaps, pdf=True))


def test_a_village_without_a_place_has_a_page_without_a_map(hostile: Gaps) -> None:
    nowhere = hostile.villages[~hostile.villages["row"].isin(hostile.county.villages["row"])]
    assert len(nowhere)
    pages: dict[str, Any] = dict(make_dossier(hostile))
    assert sum(
        "The location of this village is not known" in content.decode("utf-8") for content in pages.values()
    ) == len(nowhere)
