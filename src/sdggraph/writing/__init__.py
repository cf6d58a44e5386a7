"""The writing room: what a change of the graph goes through, for command line, library and server."""
