"""Tests of the pages of the portal."""
