"""The endpoint beside its peers: same data, same ten queries, same load."""
