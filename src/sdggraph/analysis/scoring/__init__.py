"""Scores of pairs and of one organisation with many: rankings, likeness, and whole millionths."""
