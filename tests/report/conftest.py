"""Counties for the windows: the invented one, and one whose every text tries to be something else."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gisplan.gaps import Gaps
from gisplan.workflow import judge
from tests.attacks import ATTACKS

FORMULAS = ("=1+1", "+1", "-2+3", "@SUM(1)")
HOSTILE = (*ATTACKS, *FORMULAS)


def spoil(folder: Path, layer: str, column: str) -> None:
    """Give every feature of a layer a hostile text; the first ones each a text exactly as it is listed."""
    path = folder / f"{layer}.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    for i, feature in enumerate(document["features"]):
        text = HOSTILE[i % len(HOSTILE)]
        feature["properties"][column] = text if i < len(HOSTILE) else f"{text} {i}"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def add_rows(folder: Path) -> None:
    """More villages, so that every hostile text is a name; one of them invented, one with a code that is refused."""
    path = folder / "villages.geojson"
    document = json.loads(path.read_text(encoding="utf-8"))
    first: dict[str, Any] = document["features"][0]
    for i in range(12, len(HOSTILE)):
        properties = {**first["properties"], "行政区划代码": f"6107289012{i:02d}", "origin": "synthetic"}
        document["features"].append({**first, "properties": properties})
    document["features"][-1]["properties"]["行政区划代码"] = "=2+3"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="session")
def gaps(qingxi: Path) -> Gaps:
    return judge(qingxi)


@pytest.fixture(scope="session")
def hostile(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Gaps:
    """The invented county, spoilt: names, towns, segments and the county's own name."""
    folder = tmp_path_factory.mktemp("hostile")
    for file in qingxi.iterdir():
        if file.suffix in (".geojson", ".csv", ".toml"):
            shutil.copy(file, folder)
    add_rows(folder)
    for layer, column in (("villages", "村名"), ("villages", "乡镇"), ("roads", "路段代码"), ("roads", "路线名称")):
        spoil(folder, layer, column)
    groups = (folder / "groups.csv").read_text(encoding="utf-8-sig")
    (folder / "groups.csv").write_text(groups.replace(",1组,", ',"=HYPERLINK(""http://x"",""y"")",'), encoding="utf-8")
    text = (folder / "gisplan.toml").read_text(encoding="utf-8").replace("清溪县", "=2+3")
    (folder / "gisplan.toml").write_text(text, encoding="utf-8")
    return judge(folder)
