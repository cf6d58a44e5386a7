"""Writes over HTTP: requests and tokens."""
