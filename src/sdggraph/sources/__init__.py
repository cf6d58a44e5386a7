"""Looking at the pages that statements rest on: only where it is asked for, politely, and in the public Internet."""
