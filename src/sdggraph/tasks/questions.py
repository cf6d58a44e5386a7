"""The options of each task: one record per task, read by the command line, the API and the library."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, TypedDict

from sdggraph.analysis.partners import MODES
from sdggraph.model.coverage import BASES, GROUPINGS, LEVELS
from sdggraph.tasks.options import Option
from sdggraph.tasks.values import DATE, checked_weights, day_of, read_codes, year_of

_HOW_MANY: Final = Option(10, "How many to show.", noun="limit", kind=int, least=1, most_online=1000)
_REGION: Final = Option(None, "Only centres of a UNESCO region or M49 sub-region.", example="Africa")
_THEME: Final = Option(None, "Only centres with a theme or a narrower one.", example="water")
_SECTOR: Final = Option(None, "Only centres of a sector of UNESCO, e.g. culture.", example="natural-sciences")
_GOAL: Final = Option(None, "Only centres that contribute to a goal or target.", example="6")
_AS_OF: Final = Option(
    None,
    "Only what was known by the end of the year of that date.",
    pattern=f"^{DATE}$",
    read=year_of,
    example="2016",
    metavar="DATE",
)


class MeasureQuestion(TypedDict, total=False):
    """The measure of a pair: all options of `explain`."""

    by: Annotated[str, Option("blend", "What counts most.", MODES.keys, "mode", example="theme")]
    weights: Annotated[
        Mapping[str, float] | str | None,
        Option(
            None,
            "Your own, e.g. theme=2,region=0.5; all others get 0.",
            read=checked_weights,
            example="theme=2,region=0.5",
            metavar="SIGNAL=N,...",
        ),
    ]
    as_of: Annotated[str | int | None, _AS_OF]


class RankingQuestion(MeasureQuestion, total=False):
    """The length of a list, and whether it includes current partners."""

    limit: Annotated[int | None, _HOW_MANY]
    include_current: Annotated[bool, Option(False, "Rank current partners too, and say how they are linked.")]


class CandidatesQuestion(TypedDict, total=False):
    """The filters on candidates."""

    in_region: Annotated[str | None, _REGION]
    theme: Annotated[str | None, _THEME]
    goal: Annotated[str | None, _GOAL]
    country_group: Annotated[str | None, Option(None, "Only centres in countries of a group, e.g. g77.", example="g77")]
    sector: Annotated[str | None, _SECTOR]


class PartnersQuestion(RankingQuestion, CandidatesQuestion, total=False):
    """All options of `suggest-partners` and `suggest-all`."""

    exclude: Annotated[
        str | Sequence[str] | None,
        Option(
            None,
            "Leave this centre out; separate several by commas, or repeat the option.",
            read=read_codes,
            example="IRCK",
            metavar="CENTRE",
            multiple=True,
        ),
    ]


class CoverageQuestion(TypedDict, total=False):
    """All options of `coverage`."""

    by: Annotated[str, Option("region", "What makes a row.", GROUPINGS.keys, "grouping")]
    level: Annotated[str, Option("goal", "What makes a column.", lambda: LEVELS)]
    basis: Annotated[str, Option("all", "Which contributions count; all keeps the two apart.", BASES.keys)]


class GapsQuestion(TypedDict, total=False):
    """All options of the gaps of a centre."""

    limit: Annotated[int | None, _HOW_MANY._replace(help="The number of gaps to show from each list.")]
    neighbours: Annotated[
        int,
        Option(
            10,
            "The number of nearest centres to compare with.",
            noun="number of neighbours",
            kind=int,
            least=1,
            most_online=1000,
        ),
    ]


class PartGapsQuestion(TypedDict, total=False):
    """All options of the gaps of a part of the network; one of region, theme and country group is needed."""

    region: Annotated[
        str | None, Option(None, "Instead of a centre: UNESCO region or M49 sub-region, e.g. Africa.", example="Africa")
    ]
    theme: Annotated[
        str | None, Option(None, "Instead of a centre: theme with its narrower ones, e.g. water.", example="water")
    ]
    country_group: Annotated[
        str | None, Option(None, "Instead of a centre: g77, ldc, lldc, sids and others.", example="g77")
    ]
    level: Annotated[str, Option("goal", "Goals or targets.", lambda: LEVELS)]
    limit: Annotated[int | None, _HOW_MANY._replace(help="The number of gaps to show.")]


class ScopeQuestion(TypedDict, total=False):
    """The links and organisations that count: all options of `path`."""

    strong_only: Annotated[bool, Option(False, "Leave out weak ties, which may mean a meeting only.")]
    everyone: Annotated[
        bool,
        Option(
            False,
            "Hosts and partners too, or centres only.  [default: centres-only]",
            flags=("--all/--centres-only", "everyone"),
        ),
    ]


class PartQuestion(TypedDict, total=False):
    """A part of the network by time, place and theme."""

    as_of: Annotated[
        str | int | None,
        _AS_OF._replace(
            help="Only what was known by the end of the year of that date; no undated links.", example="2018"
        ),
    ]
    region: Annotated[str | None, _REGION]
    theme: Annotated[str | None, _THEME]


class NetworkQuestion(PartQuestion, ScopeQuestion, total=False):
    """A part of the network; by default all centres, all links and everything on record."""


class MeetQuestion(TypedDict, total=False):
    """All options of `meet`."""

    region: Annotated[str | None, _REGION]
    theme: Annotated[str | None, _THEME]
    limit: Annotated[int | None, _HOW_MANY._replace(default=5, help="The number of groups of each kind.")]


class CentresQuestion(TypedDict, total=False):
    """All options of `centres`."""

    region: Annotated[
        str | None, Option(None, "UNESCO region or M49 sub-region, e.g. Africa or 'Eastern Asia'.", example="Africa")
    ]
    country: Annotated[str | None, Option(None, "Name or code (ISO 3166-1, M49), e.g. China, CHN, CN.", example="CHN")]
    theme: Annotated[str | None, Option(None, "Theme with its narrower ones, e.g. water-resources.", example="water")]
    goal: Annotated[str | None, Option(None, "Goal or target, e.g. 6, 6.5 or 'SDG 6'.", example="6.5")]
    category: Annotated[
        str | None,
        Option(
            None, "category-1, category-2, affiliate, host, partner or partner-without-record.", example="category-2"
        ),
    ]
    sector: Annotated[str | None, _SECTOR._replace(help="Sector of UNESCO, e.g. natural-sciences or culture.")]
    as_of: Annotated[
        datetime.date | str | None,
        Option(
            None,
            "The standing as of that day; a year or month means its end.",
            pattern=f"^{DATE}$",
            read=day_of,
            example="2024",
            metavar="DATE",
        ),
    ]


class EventsQuestion(TypedDict, total=False):
    """All options of `events`."""

    region: Annotated[
        str | None, Option(None, "UNESCO region or M49 sub-region of those who hold it, e.g. Africa.", example="Africa")
    ]
    country_group: Annotated[
        str | None,
        Option(None, "Held by or open to countries of g77, ldc, lldc, sids and others.", example="g77"),
    ]
    theme: Annotated[
        str | None, Option(None, "Theme of those who hold it, with its narrower ones, e.g. water.", example="water")
    ]
    since: Annotated[
        str | None,
        Option(None, "Not over before that year, month or day.", metavar="DATE", flags=("--from", "since")),
    ]
    until: Annotated[
        str | None,
        Option(None, "Not begun after that year, month or day.", metavar="DATE", flags=("--to", "until")),
    ]
    open_to: Annotated[
        str | None,
        Option(None, "Group, region or country whose people may take part, e.g. g77 or Kenya.", example="g77"),
    ]


class PublishQuestion(TypedDict, total=False):
    """All options of `publish`."""

    base: Annotated[str | None, Option(None, "Where the folder will be found on the web.", metavar="URL")]
    # on the command line it is --endpoint-url, because --endpoint there selects the graph
    endpoint: Annotated[str, Option("", "The SPARQL service to name in the catalogue.", metavar="URL")]
    publisher: Annotated[str, Option("", "Who publishes the folder.", metavar="NAME")]
    contact: Annotated[str, Option("", "Where questions go.", metavar="MAIL|URL")]
    licence: Annotated[
        str,
        Option(
            "CC-BY-4.0",
            "Licence of the data: its SPDX code, such as CC0-1.0, or its address.",
            metavar="CODE|URL",
        ),
    ]
    since: Annotated[Path | None, Option(None, "An older publication or data; CHANGES.md tells all.", kind=Path)]
    bom: Annotated[bool, Option(False, "Begin CSV files with a byte order mark, for spreadsheet programs.")]
    font: Annotated[Path | None, Option(None, "A TrueType font for characters of a PDF that ours lacks.", kind=Path)]
