"""Three-valued verdicts, whom they apply to, and the reasons for them."""
