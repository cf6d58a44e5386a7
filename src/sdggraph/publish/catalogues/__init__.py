"""Descriptions of the published data for other portals: DCAT, VoID, Croissant and the like."""
