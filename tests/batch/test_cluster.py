"""On a cluster a run writes the same bytes, also when a worker is killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from gisplan.base.errors import RunError
from gisplan.batch import RunResult, run_counties
from gisplan.batch.run import RunProgress
from tests.batch.conftest import OPTIONS
from tests.batch.province import read_results

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")


@pytest.mark.skipif(os.name != "posix", reason="kills by SIGKILL, which this system has not")
@pytest.mark.filterwarnings("ignore")
def test_the_same_bytes_with_a_killed_worker(province: Path, result: RunResult, tmp_path: Path) -> None:
    kills = []
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        workers = list(client.run(os.getpid).values())

        def kill(progress: RunProgress) -> None:
            if progress.done == 3 and not kills:
                os.kill(workers[0], signal.SIGKILL)
                kills.append(workers[0])

        on_cluster = run_counties(str(province), tmp_path, OPTIONS, scheduler=cluster.scheduler_address, progress=kill)
    assert kills
    assert on_cluster.document == result.document
    assert read_results(tmp_path) == read_results(result.folder)


def test_a_scheduler_that_does_not_answer_is_named(province: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("gisplan.batch.cluster._CONNECT_S", 1)
    with pytest.raises(RunError, match=r"tcp://127\.0\.0\.1:9: no scheduler answers"):
        run_counties(str(province), tmp_path, OPTIONS, scheduler="tcp://127.0.0.1:9")
