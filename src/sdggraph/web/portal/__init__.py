"""The portal on the server: the routes of its pages, and errors as pages for browsers."""
