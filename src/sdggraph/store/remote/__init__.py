"""A store at any SPARQL 1.1 endpoint."""
