"""Names and identifiers as people type them: a normal form for comparison, and the forms of each identifier.

It works on plain text, without graph, files or engine. `tasks.lookup` finds things with it.
"""
