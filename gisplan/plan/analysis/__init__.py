"""Analyses of a plan: sensitivity to budgets and units, lists compared, verdicts after, tables."""
