"""The program of the reading process: it parses what it is asked to, and writes the answers as JSON and plain arrays.

It is started as a script, in a private folder that holds nothing but copies, with its limits as its arguments. Each
line of its standard input is a request; it says on its standard output when the request is done.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

_UNEXPECTED = 3
_SHOWN = 300
_NO_MEMORY = ("map segment", "allocate memory", "paging file")  # why a library cannot be loaded


def main(arguments: list[str]) -> int:
    """Serve requests until there are no more."""
    seconds, memory, answer, *more_drivers = arguments
    sys.path.insert(0, __file__.rsplit(os.sep, 4)[0])  # the folder of the package
    from gisplan.io.child.limits import Limits, limit_this_process

    limit_this_process(Limits(float(seconds), int(memory), int(answer)))
    spent = 0.0
    gc.set_threshold(500_000, 50, 50)  # cells and elements refer to each other in no circle
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        spent = time.process_time() if request["begins"] else spent  # for the counties before
        limit_this_process(Limits(**request["limits"]), spent=spent)
        for item in request["items"]:
            answer_item(item, more_drivers)
        sys.stdout.write("done\n")
        sys.stdout.flush()
        prepare = {"layers": load_gdal, "relief": load_rasterio}.get(request["next"])
        if prepare is not None:
            with contextlib.suppress(MemoryError, ImportError):  # what needs it says why
                prepare(more_drivers)
    return 0


def answer_item(item: dict[str, Any], more_drivers: list[str]) -> None:
    """Do one thing, and write its answer or why there is none."""
    from gisplan.io.child.answers import write_answer

    do: Mapping[str, Callable[..., Any]] = {
        "toml": parse_toml,
        "json": parse_json,
        "layer": read_layer,
        "workbook": read_book,
        "relief": read_heights,
        "photo": encode_photo,
    }
    try:
        if item["do"] == "layer" and item["driver"] is not None:
            load_gdal(more_drivers)
        if item["do"] == "relief":
            load_rasterio(more_drivers)
        answer = do[item["do"]](item)
        write_answer(item["name"], answer)
    except MemoryError:
        write_answer(item["name"], {"limit": "memory"})
    except ImportError as error:
        no_memory = any(words in str(error) for words in _NO_MEMORY)
        write_answer(item["name"], {"limit": "memory"} if no_memory else {"error": f"{error}"[:_SHOWN]})
    except RecursionError:
        write_answer(item["name"], {"error": "it is nested too deeply"})
    except OSError as error:
        reason = {"limit": "answer"} if error.errno == 27 else {"error": str(error)[:_SHOWN]}  # EFBIG
        write_answer(item["name"], reason)
    except Exception as error:  # noqa: BLE001 - the parent reports whatever goes wrong here, with the file
        kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
        write_answer(item["name"], {"error": f"{kind}{error}"[:_SHOWN]})


def load_gdal(more_drivers: list[str]) -> None:
    """Load GDAL with four drivers and without network; end this process when it has others."""
    if "pyogrio" in sys.modules:
        return
    from gisplan.io.child.gdal import find_unexpected_drivers

    end_if_unexpected(find_unexpected_drivers(more_drivers))


def load_rasterio(more_drivers: list[str]) -> None:
    """Load rasterio, whose GDAL is another one, likewise."""
    if "rasterio" in sys.modules:
        return
    from gisplan.io.child.geotiff import find_unexpected_raster_drivers

    end_if_unexpected(find_unexpected_raster_drivers(more_drivers))


def end_if_unexpected(unexpected: list[str]) -> None:
    """End this process where a GDAL has drivers that were not expected: another one skips them."""
    from gisplan.io.child.answers import write_answer

    if unexpected:
        write_answer("unexpected", unexpected)
        sys.stdout.flush()
        os._exit(_UNEXPECTED)


def parse_toml(item: dict[str, Any]) -> dict[str, Any]:
    """Parse a TOML file."""
    import tomllib

    from gisplan.io.child.answers import encode_toml
    from gisplan.io.child.toml_text import find_deep_place, find_key_lines

    with open(item["file"], "rb") as stream:  # noqa: PTH123 - a child starts sooner without pathlib
        text = stream.read().decode("utf-8-sig")
    refusal = find_deep_place(text)
    if refusal is not None:
        return {"faults": [refusal]}
    lines = {table: find_key_lines(text, table, keys) for table, keys in item["lines"].items()}
    return {"document": encode_toml(tomllib.loads(text)), "lines": lines}


def parse_json(item: dict[str, Any]) -> dict[str, Any]:
    """Parse a JSON file without NaN, infinities and lone surrogates, and keep what is asked for."""
    from gisplan.io.child.answers import pick

    with open(item["file"], "rb") as stream:  # noqa: PTH123
        content = stream.read()
    text = content.decode("utf-8-sig")
    try:
        document = pick(json.loads(text, parse_constant=_refuse), item["keep"])
    except ValueError as error:
        if "digits" not in str(error):
            raise
        raise ValueError("it has a number of more than 4300 digits") from error  # not what Python advises
    if b"\\u" in content:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    return {"document": document}


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def read_layer(item: dict[str, Any]) -> dict[str, Any]:
    """Check and read one layer."""
    from gisplan.io.child.layers import read_layer

    return read_layer(item)


def read_heights(item: dict[str, Any]) -> dict[str, Any]:
    """Read the heights of a relief."""
    from gisplan.io.child.geotiff import read_heights

    return read_heights(item)


def encode_photo(item: dict[str, Any]) -> dict[str, Any]:
    """Re-encode a photo."""
    from gisplan.io.photos.encode import encode_photo

    return encode_photo(item)


def read_book(item: dict[str, Any]) -> dict[str, Any]:
    """Read all sheets of a workbook."""
    from gisplan.io.child.layers import read_book

    return read_book(item)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
