"""Re-encode a photo in the reading process: its pixels alone are kept, and when and where it was taken."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from gisplan.io.photos.metadata import read_facts

__all__ = ["MOST_PIXELS", "encode_photo"]

MOST_PIXELS = 120_000_000
"""So many pixels may a photo have; the cameras of phones have up to 108 million."""

_MOST_SIDE = 2560  # of what is kept: enough to read a sign on it
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


def encode_photo(item: Mapping[str, Any]) -> dict[str, Any]:
    """Re-encode a photo as JPEG, upright and no larger than is needed.

    Parameters
    ----------
    item : mapping
        The file, the name of the answer, and the longest `side` that it may have, in pixels.

    Returns
    -------
    dict
        `encoded`, the file that was written; `taken` and `place` (longitude, latitude), or None; or `pixels`, where
        there are too many.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # they are counted here, before anything is decoded
    with warnings.catch_warnings(), Image.open(item["file"], formats=_FORMATS) as image:
        warnings.simplefilter("ignore")  # of odd metadata
        if image.width * image.height > MOST_PIXELS:
            return {"pixels": image.width * image.height, "most": MOST_PIXELS}
        taken, place = read_facts(image)
        side = item.get("side", _MOST_SIDE)
        image.draft("RGB", (side, side))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side))
        plain = _drop_alpha(upright)
    encoded = f"{item['name']}.jpg"
    plain.info = {}
    plain.save(encoded, "JPEG", quality=_QUALITY)
    return {"encoded": encoded, "taken": taken, "place": place}


def _drop_alpha(image: Any) -> Any:
    """Return a picture without transparency: white lies behind it."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    image = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A"))
    return plain
