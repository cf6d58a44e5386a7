"""Proposed corrections as text and JSON, for the desk and for those who propose."""
