"""Which drivers of GDAL are skipped: some versions end where they are told to skip a driver that reads no file."""

from gisplan.io.child.gdal import ALLOWED, HARMLESS, SKIPPED
from gisplan.io.child.geotiff import _SKIPPED_RASTERS


def test_no_driver_is_both_skipped_and_used() -> None:
    skipped = [*SKIPPED.split(","), *_SKIPPED_RASTERS.split(",")]
    assert set(skipped) & {*ALLOWED, *HARMLESS, "GTiff"} == set()
