"""Charts: drawn when asked for, the same bytes each time, readable in Chinese or reported not to be."""

import dataclasses
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib.font_manager
import matplotlib.image
import numpy as np
import pytest
from matplotlib.figure import Figure

from gisplan.base.errors import ExtraMissingError
from gisplan.base.language import set_language
from gisplan.gaps import Gaps
from gisplan.report.charts import style
from gisplan.report.charts.draw import CHARTS, list_charts, make_chart
from gisplan.report.charts.gaps import chart_distance, chart_people, chart_towns
from gisplan.report.charts.style import find_font, has_glyphs, wrap
from gisplan.report.charts.targets import chart_targets, chart_water
from gisplan.wording.palette import PALETTE
from gisplan.workflow import judge, write


@pytest.fixture(scope="module")
def zhenba(root: Path) -> Gaps:
    return judge(root / "layers" / "zhenba")


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh")
    yield
    set_language(None)


def draw(chart: Any, gaps: Gaps) -> Any:
    """The axes of a chart, and its title."""
    figure = Figure()
    chart(gaps)(figure)
    return figure.axes[0], figure.get_suptitle()


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_png_with_the_same_bytes_each_time(zhenba: Gaps, name: str) -> None:
    content = make_chart(zhenba, name)
    assert content == make_chart(zhenba, name)
    assert b"tEXt" not in content, "no program and no day in it"
    pixels = matplotlib.image.imread(io.BytesIO(content))
    assert pixels.shape[1] >= 1000
    assert float(pixels.std()) > 0.02


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_is_cut_off_at_the_edges(zhenba: Gaps, name: str) -> None:
    pixels = matplotlib.image.imread(io.BytesIO(make_chart(zhenba, name)))[:, :, :3]
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    assert all((edge == 1).all() for edge in edges), "ink at the edge of the picture"


def test_people_bars_are_as_long_as_the_counts(zhenba: Gaps) -> None:
    axes, title = draw(chart_people, zhenba)
    by_colour = {"missed": 0.0, "unknown": 0.0}
    for bar in axes.patches:
        colour = matplotlib.colors.to_hex(bar.get_facecolor()).upper()
        by_colour[next(s for s in by_colour if PALETTE[s] == colour)] += bar.get_width()
    for state, length in by_colour.items():
        assert length == sum(c.people[state] for c in zhenba.criteria)
    assert f"{max(c.people_missed for c in zhenba.criteria):,.0f}" in title


def test_the_table_of_towns_shades_shares_and_counts_each_village_once_a_sector(zhenba: Gaps) -> None:
    axes, title = draw(chart_towns, zhenba)
    table = np.asarray(axes.images[0].get_array())
    assert table.shape == (zhenba.villages["town"].nunique(), 4)
    texts = np.array([text.get_text() for text in axes.texts]).reshape(table.shape)
    counts = [re.match(r"(\d+) of (\d+)", text) for text in texts.ravel()]
    written = np.array([[int(found[1]), int(found[2])] for found in counts if found]).reshape(*table.shape, 2)
    assert table == pytest.approx(written[:, :, 0] / written[:, :, 1])
    water = zhenba.settlements[
        zhenba.settlements["criterion"].isin([c.criterion.id for c in zhenba.criteria if c.sectors == ("water",)])
    ]
    assert written[:, 1, 0].sum() == water.loc[water["state"] == "missed", "code"].nunique()
    assert written[:, :, 1].sum(axis=0).max() <= len(zhenba.villages)
    assert re.match(r"\d+ of 181 villages fall short of a criterion, most in \S+ \(\d+ of \d+\)", title)


def test_what_is_unknown_is_hatched_as_long_as_its_share(zhenba: Gaps) -> None:
    axes, _title = draw(chart_towns, zhenba)
    bars = [patch for patch in axes.patches if patch.get_hatch()]
    unknown = [text.get_text() for text in axes.texts if "unknown" in text.get_text()]
    assert len(bars) == len(unknown) > 0
    for bar, text in zip(bars, unknown, strict=True):
        _missed, judged, count = (int(n) for n in re.findall(r"\d+", text))
        assert bar.get_width() == pytest.approx(count / judged)
    people, _title = draw(chart_people, zhenba)
    colours = {bool(bar.get_hatch()): matplotlib.colors.to_hex(bar.get_facecolor()).upper() for bar in people.patches}
    assert colours == {True: PALETTE["unknown"], False: PALETTE["missed"]}


def test_the_curve_passes_the_reach_at_the_share_that_is_near(zhenba: Gaps) -> None:
    axes, title = draw(chart_distance, zhenba)
    line = axes.lines[0]
    rows = zhenba.settlements[zhenba.settlements["criterion"] == "sealed_road"]
    near = int((rows["distance_m"] <= 500).sum())
    x, y = line.get_xdata(), line.get_ydata()
    assert y[x <= 500].max() == pytest.approx(100 * near / len(rows))
    states = rows["state"].value_counts()
    assert title.startswith(f"{states['missed']} of {len(rows)} villages are not within 500 m")
    assert title.endswith(f"of {states['unknown']} more it is not known")
    assert f"{states['unknown']} of them unknown" in axes.get_legend().get_texts()[0].get_text()


def test_bullet_bars_are_the_share_of_what_is_required(zhenba: Gaps) -> None:
    axes, title = draw(chart_targets, zhenba)
    bars = [b for b in axes.patches if b.get_height() < 0.5]
    shown = [t for t in zhenba.targets if t.state is not None]
    widths = [round(b.get_width(), 6) for b in bars]
    for t, width in zip(reversed(shown), widths, strict=False):
        if t.target.compare == "at_least" and t.actual is not None:
            assert width == pytest.approx(min(100 * t.actual / t.target.threshold, 130), abs=1e-5)
    texts = " ".join(text.get_text() for text in axes.texts)
    assert "A: 110.4" in texts
    assert "A: 200.8" in texts
    assert f"{sum(t.state == 'met' for t in shown)} of {len(shown)}" in title
    rising = [t for t in shown if t.state == "pending" and t.target.compare == "at_least"]
    late = sum(t.actual is not None and t.actual >= t.target.threshold for t in rising)
    assert f"of which {late} are reached and due later" in title
    assert "7 above the limit" in texts
    assert all(width > 0 for width in widths)
    assert "reached, due later" in [text.get_text() for text in axes.get_legend().get_texts()]


def test_water_bars_only_shrink_from_milestone_to_milestone(zhenba: Gaps) -> None:
    axes, _title = draw(chart_water, zhenba)
    ends: dict[float, float] = {}
    for bar in axes.patches:
        ends[bar.get_y()] = max(ends.get(bar.get_y(), 0.0), bar.get_x() + bar.get_width())
    lengths = [ends[y] for y in sorted(ends)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] <= 137


def test_a_county_has_only_the_charts_that_it_can_fill(gaps: Gaps) -> None:
    names = list_charts(gaps)
    assert "water_projects" not in names
    assert "distance" in names
    with pytest.raises(ValueError, match="nothing to show"):
        make_chart(gaps, "water_projects")


def test_names_are_drawn_as_they_are_written(hostile: Gaps) -> None:
    assert make_chart(hostile, "gaps_by_town")


def test_without_matplotlib_the_error_names_the_remedy(
    gaps: Gaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "matplotlib" else found(name, *a))
    with pytest.raises(ExtraMissingError, match=r'pip install "gisplan\[charts\]"'):
        write(gaps, tmp_path / "out", charts=True)
    assert not (tmp_path / "out").exists(), "nothing is written by halves"


def test_nobody_loads_matplotlib_without_asking() -> None:
    import subprocess

    modules = "gisplan.cli.main, gisplan.report.excel.gaps.book, gisplan.report.charts.draw"
    code = f"import sys, {modules}; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("chinese")
def test_without_a_chinese_font_it_draws_and_warns(zhenba: Gaps, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = matplotlib.font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", [f for f in manager.ttflist if f.name not in style.FONTS])
    assert find_font() is None
    assert not has_glyphs(zhenba, "zh")
    assert make_chart(zhenba, "people")  # and no warning a character: warnings are errors here


def test_english_without_chinese_names_needs_no_chinese_font(gaps: Gaps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "find_font", lambda: None)
    plain = dataclasses.replace(
        gaps, county=dataclasses.replace(gaps.county, name="Qingxi"), villages=gaps.villages.assign(town="Town")
    )
    assert has_glyphs(plain, "en")
    assert not has_glyphs(plain, "zh")
    assert not has_glyphs(gaps, "en")


@pytest.mark.skipif(find_font() is None, reason="no font with Chinese glyphs is installed")
@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("name", CHARTS)
def test_every_chinese_glyph_is_there(zhenba: Gaps, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import warnings

    monkeypatch.setattr(warnings, "filterwarnings", lambda *_a, **_k: None)  # so that a missing glyph is an error
    assert make_chart(zhenba, name)


def test_a_long_title_is_broken_into_lines() -> None:
    lines = wrap("Most people missed: a road to every group", 20)
    assert len(lines) > 2
    assert all(len(line) <= 20 for line in lines)
    assert " ".join(lines) == "Most people missed: a road to every group"
    assert wrap("缺口最多的是道路", 8) == ["缺口最多", "的是道路"]
