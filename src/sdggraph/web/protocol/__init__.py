"""The standard protocols: SPARQL query and update, Graph Store, linked data and dumps."""
