"""The published folder: file names, spooling and writing all of it or nothing."""
