"""Scenarios: proposals that planners make by hand and by the solver, as values that nothing else has to be read for."""
