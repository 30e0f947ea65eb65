"""What every map page needs."""
