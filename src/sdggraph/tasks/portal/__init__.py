"""The tasks of the portal: one for each page, which returns everything that the page shows in one record.

The server and the published folder call the same tasks, so that a page has the same content in both.
"""
