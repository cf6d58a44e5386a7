"""Names and identifiers as people type them: one normal form for comparing, and the forms of each identifier.

Plain text in, plain text out: no graph, no files, no engine. `tasks.lookup` finds things with it.
"""
