"""SPARQL text: the store interface, the guard, parameters and formats."""
