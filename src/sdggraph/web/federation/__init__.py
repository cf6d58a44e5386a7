"""SERVICE calls to allow-listed endpoints."""
