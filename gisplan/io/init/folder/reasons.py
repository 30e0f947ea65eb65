"""Why a file of a folder is not used, by the reason's code."""

from __future__ import annotations

from gisplan.base.language import N_

__all__ = ["SKIP_REASONS"]

SKIP_REASONS = {
    "format": N_("gisplan does not read files that end so, but {formats}"),
    "folder": N_(
        "a folder, and folders are not searched; files in it that gisplan reads: {readable}. If they belong to the "
        'county, move them here, or run gisplan init "{folder}"'
    ),
    "part": N_("a part of a file that is not there"),
    "hidden": N_("hidden; show it if it belongs to the county"),
    "missing": N_("a link to nothing"),
    "other": N_("not a layer that gisplan reads"),
    "facilities": N_("looks like facilities, but no column says what each is, such as 学校, 卫生室 or 水厂"),
    "place": N_("looks like {rival}, but has no columns of coordinates, such as 经度 and 纬度 or lon and lat"),
    "columns": N_("looks like {rival} by name, but not by its columns ({columns}): see docs/columns.md"),
    "rival": N_("{rival} looks more like this layer"),
    "name": N_("its name contains characters that cannot be written; rename it"),
    "raster": N_(
        "a GeoTIFF whose name does not say that it holds heights; if it does, write its name as path in [layers.relief]"
    ),
    "relief": N_("one file of heights is read; join those of a county into one GeoTIFF"),
}
