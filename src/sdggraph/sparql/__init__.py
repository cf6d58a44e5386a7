"""The SPARQL text room: the store interface, the guard, parameters and formats."""
