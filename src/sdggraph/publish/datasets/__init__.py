"""The published datasets: RDF dumps, organisations, networks, maps, feeds and changes."""
