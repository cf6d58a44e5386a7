"""Posters and reports as PDF, HTML and Markdown."""
