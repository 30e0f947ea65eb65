"""A county whose every name is an attack."""

import json
import shutil
from pathlib import Path

import pytest
from tests.attacks import ATTACKS

from gisplan.gaps import Gaps
from gisplan.workflow import judge


@pytest.fixture(scope="session")
def attacked(qingxi: Path, tmp_path_factory: pytest.TempPathFactory) -> Gaps:
    """The invented county with an attack for the name of every village, road and seat, and of itself."""
    folder = tmp_path_factory.mktemp("attacked")
    for file in qingxi.iterdir():
        if file.suffix in (".geojson", ".csv", ".toml"):
            shutil.copy(file, folder)
    for file, column in (("villages", "村名"), ("roads", "路段代码"), ("seats", "name")):
        path = folder / f"{file}.geojson"
        layer = json.loads(path.read_text(encoding="utf-8"))
        for i, feature in enumerate(layer["features"]):
            suffix = "" if i < len(ATTACKS) else f" {i}"
            feature["properties"][column] = ATTACKS[i % len(ATTACKS)] + suffix
        path.write_text(json.dumps(layer, ensure_ascii=False), encoding="utf-8")
    text = (folder / "gisplan.toml").read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name = "))
    (folder / "gisplan.toml").write_text(text.replace(name, f"name = '''{ATTACKS[1]}'''", 1), encoding="utf-8")
    return judge(folder)
