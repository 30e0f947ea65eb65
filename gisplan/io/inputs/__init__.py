"""What a user hands over beside the county: lists, locks, the register, verdicts."""
