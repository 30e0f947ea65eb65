"""The exact search: bounds, cutting planes, frontier solver and branch and bound, on one state."""
