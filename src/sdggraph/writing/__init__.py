"""The steps of a change: proposal, checks, commit. Used by command line, library and server.

`propose` applies a `Change` to a copy in memory and derives anew. It then checks terms, graphs, the scope of the
writer, and shapes. `commit` writes the resulting difference to a store on disk, with an entry for the list of changes.
`StoreWriter` does both in one process; the server does them in two.
"""
