"""Tests of the portal on the server."""
