"""Proposed corrections: propose, look at them, decide, and write them as patches of data files."""
