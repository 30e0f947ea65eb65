"""What the import of SciPy's graphs leaves out is there for others."""

import subprocess
import sys

CODE = """
import sys
import gisplan.base.graphs
print([name for name in ("scipy.linalg", "numpy.f2py", "scipy.sparse.linalg") if name in sys.modules])
import numpy as np
import scipy.sparse.linalg
from scipy.sparse.csgraph import laplacian
operator = laplacian(np.eye(2), form="lo")
print(isinstance(operator, scipy.sparse.linalg.LinearOperator), callable(scipy.sparse.linalg.spsolve))
print(np.f2py.__file__ is not None, callable(np.testing.assert_equal))
"""


def test_linear_algebra_is_loaded_only_by_who_asks_for_it_and_is_whole_then() -> None:
    result = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert result.stdout.split("\n") == ["[]", "True True", "True True", ""]


def test_linear_algebra_that_is_loaded_stays() -> None:
    modules = "scipy.sparse.linalg as before, gisplan.base.graphs, scipy.sparse.linalg as after"
    code = f"import {modules}; print(before is after)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "True"
