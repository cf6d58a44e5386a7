"""The web room: the SPARQL endpoint, the JSON API and linked data over HTTP."""
