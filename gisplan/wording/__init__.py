"""What verdicts, plans and works are called in each language; the palette."""
