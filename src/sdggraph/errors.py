"""All exception classes of the project; each error has a problem, and a remedy for the reader.

The tree of failures that reach a reader::

    SdgGraphError
    ├── NotFound          nothing goes by that name
    ├── Ambiguous         several things go by that name
    ├── Located           a failure at a place: file, line and column, where they are known
    │   ├── BadData       a file that is not what it should be
    │   └── BadQuery      a query that cannot be parsed
    ├── BadParameter      an option or query parameter that is missing, unknown or mistyped
    │   └── NotOffered    the answer cannot be had in the format asked for
    ├── BadShapes         the shapes themselves are broken, so nothing was judged
    ├── Refused           a query or file that asks for what is closed: the network, the disk, a write
    ├── Unauthorised      a write without a token, or with one that is not known
    ├── Forbidden         a write that the token does not allow
    ├── Conflict          a write that expects another state of the data
    ├── UpdateFailed      an update that can be read but not carried out, such as COPY of a missing graph
    ├── Invalid           a write after which the data would not conform to the shapes
    ├── LimitExceeded     time, memory or rows ran out; the answer would not be complete
    │   └── RowsTruncated a remote endpoint sends no more rows than so many
    ├── Busy              too much is being asked at once; later it will be answered
    ├── CannotRead        a file or folder that is missing, closed to us, or in a wrong encoding
    └── CannotWrite       a target that cannot be written; what was there before is untouched

The tree of control flow that is always caught inside the project, and reaches no reader::

    ControlFlow
    ├── Uncompilable      the SHACL prefilter cannot express a shape in SPARQL
    ├── PatternError      a pattern of a query that XPath does not know
    ├── UncertainText     an update that cannot be rewritten for certain
    ├── NoStatement       a line of a backup that no store has written
    ├── PageRefused       a page that statements rest on, which may not be asked for
    │   └── PageUnreachable such a page that does not answer
    ├── ServiceFailed     a server that a SERVICE clause names did not answer as it should
    └── TruncatedResponse an HTTP response ended after its beginning was sent

Every SdgGraphError keeps its type and its fields on the way from a worker to the server (`workers.sandbox`). No class
knows HTTP or exit codes: `web.http.problems` and `cli.group` have one table each.
"""

from __future__ import annotations


class SdgGraphError(Exception):
    """A foreseen error: what happened, and what the reader can do next.

    >>> error = NotFound("No organisation has the code 'HISD'.", "Did you mean HIST?")
    >>> str(error)
    "No organisation has the code 'HISD'. Did you mean HIST?"
    >>> error.problem, error.remedy
    ("No organisation has the code 'HISD'.", 'Did you mean HIST?')
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class NotFound(SdgGraphError):
    """No thing has that name; the nearest names are in `nearest`, best first.

    `listed` names the list of all things that could have been named (centres, themes or queries), where the remedy
    leads to it. The remedy names the command of the list. Pages lead to the page of the list instead.
    """

    def __init__(self, problem: str, remedy: str = "", nearest: tuple[str, ...] = (), listed: str = "") -> None:
        super().__init__(problem, remedy)
        self.nearest = nearest
        self.listed = listed


class Ambiguous(SdgGraphError):
    """Several things have that name, and none is chosen silently; `choices` has the code of each."""

    def __init__(self, problem: str, remedy: str = "", choices: tuple[str, ...] = ()) -> None:
        super().__init__(problem, remedy)
        self.choices = choices


class Located(SdgGraphError):
    """An error at a position: file, line and column, each if known (lines and columns count from 1)."""

    def __init__(
        self,
        problem: str,
        remedy: str = "",
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {problem}" if place else problem, remedy)
        self.file = file
        self.line = line
        self.column = column


class BadData(Located):
    """A file with invalid content."""


class BadQuery(Located):
    """A query that cannot be parsed."""


class BadParameter(SdgGraphError):
    """An option or a query parameter that is missing, unknown or invalid."""


class NotOffered(BadParameter):
    """The answer is not available in the requested format."""


class BadShapes(SdgGraphError):
    """The shapes are broken, so nothing was validated."""


class Refused(SdgGraphError):
    """A query or a file that asks for something forbidden: the network, the disk, a write."""


class Unauthorised(SdgGraphError):
    """A write without a token, or with a token that is unknown or no longer valid."""


class Forbidden(SdgGraphError):
    """A write that the token does not allow."""


class Conflict(SdgGraphError):
    """A write that expects another state of the data; nothing was changed."""


class UpdateFailed(SdgGraphError):
    """An update that can be read but not carried out, such as COPY of a missing graph; nothing was changed."""


class Invalid(SdgGraphError):
    """A write after which the data would not conform to the shapes; nothing was changed.

    `report` holds the findings, each as a dict.
    """

    def __init__(self, problem: str, remedy: str = "", report: tuple[dict[str, object], ...] = ()) -> None:
        super().__init__(problem, remedy)
        self.report = report


class LimitExceeded(SdgGraphError):
    """A limit was reached, so there is no complete answer; `limit` names it: time, memory or rows."""

    def __init__(self, problem: str, remedy: str = "", limit: str = "time") -> None:
        super().__init__(problem, remedy)
        self.limit = limit


class RowsTruncated(LimitExceeded):
    """A remote endpoint sends no more than `most` rows, and the answer may have more."""

    def __init__(self, problem: str, remedy: str = "", limit: str = "rows", most: int = 0) -> None:
        super().__init__(problem, remedy, limit)
        self.most = most


class Busy(SdgGraphError):
    """Too many requests at once; the same request will be answered `after` some seconds."""

    def __init__(self, problem: str, remedy: str = "", after: float = 1.0) -> None:
        super().__init__(problem, remedy)
        self.after = after


class CannotRead(SdgGraphError):
    """A file or folder that is missing, may not be read, or has a wrong encoding."""


class CannotWrite(SdgGraphError):
    """A target that cannot be written; its old content is unchanged."""


class ControlFlow(Exception):
    """Base class of exceptions that are always caught inside the project."""


class Uncompilable(ControlFlow):
    """The SHACL prefilter cannot express this in SPARQL with certainty, so pySHACL must check everything."""


class PatternError(ControlFlow):
    """A regular expression, or its flags, that XPath does not allow; the query's function then has no value."""


class UncertainText(ControlFlow):
    """An update that cannot be rewritten for certain, so the engine gets it as it is and reports its errors."""


class PageRefused(ControlFlow):
    """A page that statements rest on, which is not asked for, such as one outside of the public Internet."""


class PageUnreachable(PageRefused):
    """A page that was asked for and does not answer."""


class NoStatement(ControlFlow):
    """A line of a backup that is not a statement; the text says which."""


class ServiceFailed(ControlFlow):
    """A server named by a SERVICE clause did not answer correctly; the text says why, for the client."""


class TruncatedResponse(ControlFlow):
    """An HTTP response ended after its beginning was sent; `limit` names the limit, and the connection is closed.

    It is no SdgGraphError: those become a problem response, but here the response has already begun.
    """

    def __init__(self, limit: str) -> None:
        super().__init__(f"The response ended at the limit {limit!r}." if limit else "The response ended too soon.")
        self.limit = limit
