"""What one cell or line means: people, times, kinds, prose, names of fields."""
