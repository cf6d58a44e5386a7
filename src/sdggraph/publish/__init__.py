"""The publishing room: the graph as files that other portals harvest, all of them or none."""
