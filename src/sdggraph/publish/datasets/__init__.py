"""The published data sets: RDF dumps, organisations, networks, maps, feeds and changes."""
