"""The published folder: file names, spooling, and writing it whole or not at all."""
