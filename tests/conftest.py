"""What every test may ask for."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real districts that are kept beside the project and never in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real districts are not here: no folder ../shared/data beside the project")
    return folder


@pytest.fixture(scope="session")
def qingxi() -> Path:
    """The invented county that ships with the project."""
    return ROOT / "tests" / "fixtures" / "qingxi"


@pytest.fixture(scope="session")
def ladakh(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real mountain district, as a county."""
    folder = tmp_path_factory.mktemp("ladakh")
    shutil.copy(ROOT / "tests" / "fixtures" / "ladakh" / "gisplan.toml", folder)
    for name in ("Habitation_Ladakh.zip", "Road_DRRP_Ladakh.zip"):
        shutil.copy(shared_data / "ladakh" / name, folder)
    return folder
