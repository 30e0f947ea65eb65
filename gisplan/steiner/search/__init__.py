"""The optimum and its proof: cutting planes, integer programs, ties."""
