"""Importers: networks from other sources as our records."""
