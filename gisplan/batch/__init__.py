"""Many counties: a list of them, one task a county, on the processes of this computer or on a cluster."""

from gisplan.batch.counties import ListedCounty, list_counties
from gisplan.batch.options import RunOptions
from gisplan.batch.run import RunResult, read_run, run_counties

__all__ = ["ListedCounty", "RunOptions", "RunResult", "list_counties", "read_run", "run_counties"]
