"""The disclaimer on the names of places, for pages, posters, reports and catalogues."""

from __future__ import annotations

from typing import Final

from sdggraph.messages import msgid

DISCLAIMER: Final = msgid(
    "Names of countries and territories follow the usage of the United Nations. Names, regions, their order and maps "
    "express no opinion on the legal status of any country, territory, city or area, or on its frontiers."
)
