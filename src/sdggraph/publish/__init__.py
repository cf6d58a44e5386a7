"""Publication of the graph as a folder of files that other portals harvest, written whole or not at all."""
