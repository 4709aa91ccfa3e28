"""The kinds of problem: which error is which, with its HTTP status; the only place that knows.

Source: RFC 9457, section 4 (defining new problem types).
"""

from dataclasses import dataclass

from trilogue import errors
from trilogue.web import refusals


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem.

    Attributes:
        slug: its anchor on the page of problems.
        title: the same for each occurrence.
        status: HTTP status.
        help: what it means, in a sentence.
        fields: attributes of the error that go into the body.
        headers: that go with it.
    """

    slug: str
    title: str
    status: int
    help: str
    fields: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


# The first row that fits is taken: narrow errors before the errors they are a kind of.
PROBLEMS: tuple[tuple[type[errors.TrilogueError], ProblemType], ...] = (
    (
        errors.QuerySyntaxError,
        ProblemType(
            "query-syntax",
            "The text is not SPARQL",
            400,
            "It could not be read as a SPARQL 1.1 query or update; line and column count from 1.",
            ("line", "column"),
        ),
    ),
    (
        errors.RequestError,
        ProblemType(
            "request",
            "The request breaks a rule of the protocol",
            400,
            "A parameter is missing, unknown, given twice or cannot be read.",
            ("parameter",),
        ),
    ),
    (
        errors.UpdateNotOffered,
        ProblemType(
            "update-not-offered",
            "An update was sent as a query",
            403,
            "Only queries are read there; an update is posted to /sparql as one, with a token.",
        ),
    ),
    (
        errors.ServiceRefused,
        ProblemType(
            "service-refused",
            "SERVICE and LOAD are refused",
            403,
            "No query and no update may make this server open a connection or a file.",
        ),
    ),
    (
        errors.ConditionFailed,
        ProblemType(
            "condition",
            "A condition of the request does not hold",
            412,
            "If-Match or If-None-Match names a state of the graph that is not its present one.",
        ),
    ),
    (
        errors.AskerGone,
        ProblemType(
            "asker-gone",
            "The client hung up",
            503,
            "The evaluation was ended since nobody waited for the answer.",
        ),
    ),
    (
        errors.QueryTimeout,
        ProblemType(
            "query-timeout",
            "The evaluation took too long",
            504,
            "It was ended at the limit; nothing was sent, since a cut answer is a wrong one.",
            ("limit",),
        ),
    ),
    (
        errors.MemoryExceeded,
        ProblemType(
            "memory-exceeded",
            "The evaluation needs too much memory",
            422,
            "It was ended at the limit, and would be again; ask for less at a time.",
            ("limit",),
        ),
    ),
    (
        errors.AnswerTooLarge,
        ProblemType(
            "answer-too-large",
            "The answer is too large",
            413,
            "The answer passed the limit; nothing was sent, since a cut answer is a wrong one.",
            ("limit",),
        ),
    ),
    (
        errors.ServiceBusy,
        ProblemType(
            "busy",
            "Too many requests are waiting",
            503,
            "Nothing was evaluated; ask again after the time that Retry-After tells.",
            ("limit",),
            (("Retry-After", "2"),),
        ),
    ),
    (
        errors.LimitPassed,
        ProblemType(
            "limit",
            "A limit was passed",
            422,
            "The evaluation was ended at a limit that the body names.",
            ("limit",),
        ),
    ),
    (
        errors.QueryError,
        ProblemType(
            "query",
            "The text cannot be evaluated",
            400,
            "It is SPARQL, but it cannot be evaluated here.",
        ),
    ),
    (
        errors.NotAcceptable,
        ProblemType(
            "not-acceptable",
            "None of the formats asked for can be given",
            406,
            "The Accept or Accept-Encoding header names nothing that fits; the body lists "
            "what would.",
            ("offered",),
        ),
    ),
    (
        errors.UnsupportedMediaType,
        ProblemType(
            "unsupported-media-type",
            "The format is not spoken here",
            415,
            "The body or the format asked for is unknown here; the body lists what is known.",
            ("accepted",),
        ),
    ),
    (
        errors.ParseError,
        ProblemType(
            "document",
            "The document is not what its format says",
            400,
            "It could not be read, so nothing was changed; line and column count from 1.",
            ("line", "column"),
        ),
    ),
    (
        errors.ResourceNotFound,
        ProblemType(
            "not-known",
            "Nothing is known about this",
            404,
            "The dataset says nothing about the IRI.",
            ("iri",),
        ),
    ),
    (
        errors.ResourceGone,
        ProblemType(
            "retracted",
            "This was retracted",
            410,
            "It was part of the dataset and is not any more; the body says why and since when.",
            ("iri", "reason", "retracted"),
        ),
    ),
    (
        errors.TokenMissing,
        ProblemType(
            "token-missing",
            "This needs a token",
            401,
            "Whoever writes shows a token, as Authorization: Bearer …; readers need none.",
            (),
            (("WWW-Authenticate", 'Bearer realm="trilogue"'),),
        ),
    ),
    (
        errors.AccessDenied,
        ProblemType(
            "access-denied",
            "The token does not allow this",
            403,
            "The token is good, and its role may not do this; the body names one that may.",
            ("role",),
        ),
    ),
    (
        refusals.RateExceeded,
        ProblemType(
            "rate",
            "Too many requests",
            429,
            "The same token, or the same address without one, asked too often; the body and "
            "Retry-After tell after how many seconds the next request is welcome.",
            ("seconds",),
        ),
    ),
    (
        refusals.FormStale,
        ProblemType(
            "form-stale",
            "The form is not of this session",
            400,
            "A form is taken only from a page that this service gave to the same session.",
        ),
    ),
    (
        errors.ContributionRefused,
        ProblemType(
            "contribution-refused",
            "The contribution does not conform",
            422,
            "The body lists what was found; nothing was kept or changed.",
            ("results",),
        ),
    ),
    (
        errors.ContributionNotFound,
        ProblemType(
            "contribution-not-found",
            "There is no such contribution",
            404,
            "No contribution has this digest, or it is not public yet.",
            ("digest",),
        ),
    ),
    (
        errors.OwnContribution,
        ProblemType(
            "own-contribution",
            "Nobody reviews their own contribution",
            403,
            "Another person decides, even where one has the role of a reviewer.",
        ),
    ),
    (
        errors.WrongState,
        ProblemType(
            "wrong-state",
            "The contribution is not in a state for this",
            409,
            "Somebody else was faster, or the step does not follow the last one; the body names "
            "the state.",
            ("state",),
        ),
    ),
    (
        errors.StillUsed,
        ProblemType(
            "still-used",
            "Other records point to these",
            409,
            "What others point to stays until they are retracted or superseded; the body lists "
            "them.",
            ("records",),
        ),
    ),
    (
        errors.WorkspaceReadOnly,
        ProblemType(
            "workspace-read-only",
            "Nothing can be published here",
            503,
            "The service may not write the folder of its content.",
        ),
    ),
    (
        errors.LedgerUnusable,
        ProblemType(
            "ledger",
            "The contributions are out of order",
            503,
            "The file that keeps the contributions cannot be read or written at the moment.",
        ),
    ),
    (
        errors.ContributionError,
        ProblemType(
            "contribution",
            "This cannot be done with the contribution",
            409,
            "Nothing was changed.",
        ),
    ),
    (
        errors.WriteRefused,
        ProblemType(
            "write-refused",
            "The dataset takes no writes here",
            403,
            "The dataset can be read here and not changed, by nobody.",
        ),
    ),
    (
        errors.SlugUnknown,
        ProblemType(
            "slug-unknown",
            "There is nothing of this name",
            404,
            "A parameter names a kind, a stage or a thing that the dataset does not have; "
            "the body lists the nearest names, and all.",
            ("parameter", "nearest", "known"),
        ),
    ),
    (
        refusals.ExportsInTheMaking,
        ProblemType(
            "exports-in-the-making",
            "The exports are not ready yet",
            503,
            "The files of this version are being made; ask again after the time that Retry-After "
            "tells.",
            (),
            (("Retry-After", "5"),),
        ),
    ),
    (
        errors.StoreError,
        ProblemType(
            "store",
            "The store is out of order",
            503,
            "The dataset cannot be read or written at the moment.",
        ),
    ),
    (
        errors.EngineError,
        ProblemType(
            "engine",
            "The engine is out of order",
            502,
            "Whoever keeps the dataset cannot be reached, or gives no proper answer.",
        ),
    ),
    (
        errors.TrilogueError,
        ProblemType(
            "trouble", "The service is out of order", 500, "Something is wrong with the service."
        ),
    ),
)


def status_of(error: errors.TrilogueError) -> int:
    """Give the HTTP status of an *error*."""
    return next(kind.status for type_, kind in PROBLEMS if isinstance(error, type_))
