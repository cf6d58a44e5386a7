"""What a change of the graph goes through: proposal, checks, commit. For command line, library and server.

`propose` tries a `Change` on a copy in memory, derives anew, and checks terms, graphs, the scope of the writer, and
shapes. `commit` puts the resulting difference into a store on disk, with an entry for the list of changes.
`StoreWriter` does both in one process; the server does them in two.
"""
