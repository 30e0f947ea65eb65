"""A reading process that is kept for one county after another: same results, own limits, and none after a refusal."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from gisplan.base.errors import CountyFileError
from gisplan.county.county import County
from gisplan.io import start_reading
from gisplan.io.child import process as reading
from gisplan.io.child.job_object import make_job
from gisplan.io.child.limits import Limits, ReadOptions
from gisplan.io.lasting_process import LastingProcess, ProcessKeeper
from gisplan.workflow import CountyReader, read_county
from tests.conftest import ROOT
from tests.io.test_limits import Kernel32
from tests.io.toy_county import Toy, clean_county

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")


@pytest.fixture
def toys(tmp_path: Path) -> list[Toy]:
    """Three counties whose files have the same names."""
    made: list[Toy] = []
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        made.append(clean_county(tmp_path / name))
        made[-1].with_county(f"as_of = 2019-0{len(made) + 2}-30").save()
    return made


def describe(county: County) -> tuple[Any, ...]:
    frames = (county.villages, county.roads, county.quarantine)
    return (county.as_of, county.faults, county.inputs, *(frame.to_json() for frame in frames))


def kept_pid(reader: CountyReader) -> int | None:
    kept = reader._keeper._kept
    return kept[0][0]._process.pid if kept else None


def test_counties_are_read_as_they_are_alone_and_by_one_process(toys: list[Toy], qingxi: Path) -> None:
    folders = [toys[0].folder, qingxi, toys[1].folder, toys[0].folder]
    alone = [describe(read_county(folder)) for folder in folders]
    with CountyReader() as reader:
        pids, found = [], []
        for folder in folders:
            found.append(describe(reader.read(folder)))
            pids.append(kept_pid(reader))
        process, private = reader._keeper._kept[0]
        assert [path.name for path in private.path.iterdir()] == ["gisplan.lock"]
    assert found == alone
    assert len(set(pids)) == 1
    assert process._process.poll() is not None
    assert not private.path.exists()


def test_a_refused_file_is_the_last_that_a_process_reads(toys: list[Toy]) -> None:
    toys[1].write("roads.geojson", '{"type": "FeatureCollection", "features": [')
    with pytest.raises(CountyFileError) as alone:
        read_county(toys[1].folder)
    with CountyReader() as reader:
        reader.read(toys[0].folder)
        first = kept_pid(reader)
        with pytest.raises(CountyFileError) as caught:
            reader.read(toys[1].folder)
        assert kept_pid(reader) is None
        assert caught.value.faults == alone.value.faults
        assert describe(reader.read(toys[2].folder)) == describe(read_county(toys[2].folder))
        assert kept_pid(reader) not in (None, first)


def test_a_county_without_a_county_file_leaves_nothing_for_the_next(toys: list[Toy], tmp_path: Path) -> None:
    with CountyReader() as reader:
        with pytest.raises(CountyFileError, match=r"gisplan\.toml"):
            reader.read(tmp_path)
        assert len(reader.read(toys[0].folder).villages) == 4


def test_a_reading_that_is_broken_off_ends_its_process(toys: list[Toy]) -> None:
    keeper = ProcessKeeper(ReadOptions())
    begun = start_reading(toys[0].folder, keeper=keeper)
    begun.close()
    assert keeper._kept == []
    assert begun.process._process.poll() is not None
    assert not begun.process.workdir.exists()


def test_files_beyond_the_usual_size_are_the_last_that_a_process_reads(toys: list[Toy]) -> None:
    keeper = ProcessKeeper(ReadOptions())
    process, folder = keeper.take()
    process.send([], size=(128 << 20) + 1)
    assert process.receive() == {}
    keeper.give_back(process, folder, whole=True)
    assert keeper._kept == []


def replace_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: str) -> None:
    """Replace what the reading process does with a layer; `lines` has `item`, and `count`, the layers so far."""
    script = tmp_path / "program.py"
    start = f"import os, sys; sys.path.insert(0, {str(ROOT)!r})\nimport gisplan.io.child.program as program\n"
    fake = f"count = 0\nread = program.read_layer\ndef fake(item):\n    global count; count += 1\n    {lines}\n"
    end = "program.read_layer = fake\nsys.exit(program.main(sys.argv[1:]))\n"
    script.write_text(start + fake + end, encoding="utf-8")
    monkeypatch.setattr(reading, "_SCRIPT", script)


@pytest.mark.usefixtures("started_readers")
@pytest.mark.parametrize("wrong", ["raise MemoryError", "os._exit(139)", "raise ValueError('of a county before')"])
def test_what_goes_wrong_in_a_process_that_was_used_is_done_again_by_a_new_one(
    toys: list[Toy], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    alone = describe(read_county(toys[1].folder))
    replace_program(monkeypatch, tmp_path, f"if count > 3: {wrong}\n    return read(item)")  # a county has two layers
    with CountyReader() as reader:
        reader.read(toys[0].folder)
        first = kept_pid(reader)
        assert describe(reader.read(toys[1].folder)) == alone
        assert kept_pid(reader) not in (None, first)


@posix
@pytest.mark.usefixtures("started_readers")
def test_each_county_has_the_time_of_a_new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "import resource; program.time.process_time = lambda: 500.0"
    replace_program(monkeypatch, tmp_path, f"{lines}\n    return {{'cpu': resource.getrlimit(resource.RLIMIT_CPU)[0]}}")
    process = LastingProcess(tmp_path, ReadOptions(seconds=7.0))
    try:
        seen = []
        for _county in range(2):
            process.begin_county()
            for _request in range(2):
                process.send([{"do": "layer", "name": "v", "driver": None}])
                seen.append(process.receive()["v"]["cpu"])
        assert seen == [8, 8, 508, 508]
    finally:
        process.close()


def test_a_job_object_leaves_out_the_time_of_counties_before() -> None:
    """Tried with a stand-in for the system's functions alone."""

    class Kernel(Kernel32):
        def GetProcessTimes(self, _handle: Any, *times: Any) -> int:
            for number, pointer in enumerate(times):
                ctypes.cast(pointer, ctypes.POINTER(ctypes.c_uint64)).contents.value = number * 10_000_000
            return 1

    kernel32 = Kernel()
    job = make_job(kernel32)
    assert job is not None
    spent = job.measure_seconds(5)
    assert spent == 3.0
    assert job.set_limits(Limits(60.0, 2_000_000_000, 1), spent=spent)
    assert kernel32.calls[0][-1] == 640_000_000


def test_answers_that_a_process_has_no_words_for_are_refusals(toys: list[Toy], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of a kind that there is not makes the process unfit, whatever becomes of the county."""
    keeper = ProcessKeeper(ReadOptions())
    process, folder = keeper.take()
    process.send([{"do": "toml", "name": "document", "file": "document.toml", "shown": "x"}])
    (process.workdir / "document.toml").write_text("a = 1", encoding="utf-8")
    answer = {"document": {"faults": [{"code": "invented"}]}}
    monkeypatch.setattr(reading.ReadingProcess, "receive", lambda _self: json.loads(json.dumps(answer)))
    assert process.receive() == answer
    keeper.give_back(process, folder, whole=True)
    assert keeper._kept == []
    assert not os.path.lexists(folder.path)
