"""What a plan is worth: lists compared, other budgets, roads taken out, verdicts after."""
