"""Check the pages that support statements: only on request, politely, and in the public Internet."""
