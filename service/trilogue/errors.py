"""All errors that Trilogue raises on purpose.

::

    TrilogueError
    ├── SettingsError            a setting cannot be read
    ├── ContentError             ContentNotFound · ParseError(path, line, column)
    │                            · ContentNotSound(report)
    ├── FormatError              NotAcceptable(offered) · UnsupportedMediaType(accepted)
    ├── QueryError               QuerySyntaxError(line, column) · RequestError(parameter)
    │                            · UpdateNotOffered · ServiceRefused · ConditionFailed
    │                            · AskerGone
    │   └── LimitPassed(limit)   QueryTimeout · MemoryExceeded · AnswerTooLarge · ServiceBusy
    ├── StoreError               StoreMissing · StoreLocked · StoreDamaged · WriteRefused
    ├── EngineError              a remote engine cannot be reached or breaks the protocol
    ├── AccessError              TokenMissing · AccessDenied(role)
    │                            · RateExceeded(seconds) · FormStale (web/refusals.py)
    ├── ContributionError        ContributionRefused(report) · ContributionNotFound(digest)
    │                            · OwnContribution · WrongState(state) · StillUsed(records)
    │                            · WorkspaceReadOnly · LedgerUnusable
    ├── ResourceNotFound         nothing is known about an IRI
    ├── ResourceGone             what an IRI named was retracted (iri, reason, retracted)
    ├── SlugUnknown              nothing has this name (parameter, nearest, known)
    └── ReasonerMissing · ExtraMissing · ExportsInTheMaking    no Java, library, files yet

Every message has three parts: what went wrong, where, and the mend.
The errors of other libraries are turned into these at the fence (``parse``, ``store``, ``query``,
``safety``, ``validation``) with ``from``; the command line prints them as one line, and
``web/problem_types.py`` gives each of them its HTTP status.
Data that does not conform is not an error but a report.
"""

import json
from collections.abc import Sequence
from typing import Protocol


class Written(Protocol):
    """What can be written as JSON: reports stand above this module."""

    def as_json(self) -> str:
        """Write it."""


class TrilogueError(Exception):
    """The root: whoever catches it catches everything raised here and nothing else."""

    @property
    def message(self) -> str:
        """The whole message as one string: what, where, mend."""
        return str(self)


class SettingsError(TrilogueError):
    """A setting is missing or cannot be read."""


class ContentError(TrilogueError):
    """Something is wrong with the curated files or with a file handed in."""


class ContentNotFound(ContentError):
    """The folders ``ontology/``, ``shapes/`` and ``graph/`` were not found."""


class ParseError(ContentError):
    """A file is not what its format says.

    The text of the exception is "path, line 3, column 7: what is wrong"; the parts are kept.

    Attributes:
        what: what is wrong, with the mend, without the place.
        path: the file's name as the reader knows it, mostly relative to the content root.
        line: counted from 1; None where the parser does not say.
        column: counted from 1; None where the parser does not say.
    """

    def __init__(
        self, message: str, path: str, line: int | None = None, column: int | None = None
    ) -> None:
        """Put the place before the *message*."""
        place = path
        if line is not None:
            place += f", line {line}"
            if column is not None:
                place += f", column {column}"
        super().__init__(f"{place}: {message}")
        self.what = message
        self.path = path
        self.line = line
        self.column = column


class ContentNotSound(ContentError):
    """The content was read but does not pass its checks.

    Attributes:
        report: the validation report; not typed here, since this floor knows no report.
    """

    def __init__(self, message: str, report: object) -> None:
        """Keep the *report* beside the *message*."""
        super().__init__(message)
        self.report = report


class FormatError(TrilogueError):
    """A format was asked for, or sent, that is not spoken here."""


class NotAcceptable(FormatError):
    """Nothing in the Accept header can be given.

    Attributes:
        offered: the media types that could be given, best first.
    """

    def __init__(self, message: str, offered: Sequence[str]) -> None:
        """Keep what is *offered* instead."""
        super().__init__(message)
        self.offered = tuple(offered)


class UnsupportedMediaType(FormatError):
    """A body, a file or an option is in a format that is not read or written here.

    Attributes:
        accepted: the media types or format names that would be, best first.
    """

    def __init__(self, message: str, accepted: Sequence[str]) -> None:
        """Keep what would be *accepted* instead."""
        super().__init__(message)
        self.accepted = tuple(accepted)


class QueryError(TrilogueError):
    """A query cannot be answered."""


class QuerySyntaxError(QueryError):
    """The query or update is not SPARQL 1.1.

    Attributes:
        what: what is wrong, with the mend, without the place.
        line: counted from 1; None where the parser does not say.
        column: counted from 1; None where the parser does not say.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Put the place before the *message*."""
        if line is None:
            place = "The query"
        elif column is None:
            place = f"The query, line {line}"
        else:
            place = f"The query, line {line}, column {column}"
        super().__init__(f"{place}: {message}")
        self.what = message
        self.line = line
        self.column = column


class RequestError(QueryError):
    """A request breaks a rule of the protocol before its query is even read.

    Attributes:
        parameter: the name of the parameter that is wrong; None when it is not one parameter.
    """

    def __init__(self, message: str, parameter: str | None = None) -> None:
        """Keep the *parameter* beside the *message*."""
        super().__init__(message)
        self.parameter = parameter


class UpdateNotOffered(QueryError):
    """An update was sent where only queries are read."""


class ServiceRefused(QueryError):
    """The query or update would make the server open a connection (SERVICE, LOAD)."""


class ConditionFailed(QueryError):
    """A write was to be made under a condition (If-Match, If-None-Match) that does not hold."""


class AskerGone(QueryError):
    """Whoever asked hung up, so the evaluation was ended."""


class LimitPassed(QueryError):
    """An evaluation passed a limit, and was ended.

    Attributes:
        limit: the name of the setting that holds it; the message tells its value.
    """

    def __init__(self, message: str, limit: str) -> None:
        """Keep the name of the *limit* beside the *message*."""
        super().__init__(message)
        self.limit = limit


class QueryTimeout(LimitPassed):
    """It took longer than allowed."""


class MemoryExceeded(LimitPassed):
    """It needed more memory than allowed."""


class AnswerTooLarge(LimitPassed):
    """The answer is larger than allowed, and a cut answer would be a wrong one."""


class ServiceBusy(LimitPassed):
    """Too many requests are waiting; it was not evaluated at all."""


class StoreError(TrilogueError):
    """The store cannot be opened, read or written."""


class StoreMissing(StoreError):
    """There is no store where one was expected."""


class StoreLocked(StoreError):
    """Another process has the store open for writing."""


class StoreDamaged(StoreError):
    """The store's files cannot be read."""


class WriteRefused(StoreError):
    """The dataset takes no writes here."""


class EngineError(TrilogueError):
    """The engine cannot be reached, or does not answer as SPARQL 1.1 has it."""


class AccessError(TrilogueError):
    """The request needs a right that was not shown."""


class TokenMissing(AccessError):
    """No token was sent, or one that is not known, has expired or was revoked."""


class AccessDenied(AccessError):
    """The token's role may not do this.

    Attributes:
        role: the least role that may.
    """

    def __init__(self, message: str, role: str) -> None:
        """Keep the *role* that is needed beside the *message*."""
        super().__init__(message)
        self.role = role


class ContributionError(TrilogueError):
    """Something that was to be done with a contribution cannot be done."""


class ContributionRefused(ContributionError):
    """It does not conform, so nothing was kept or changed.

    Attributes:
        report: everything that was found, a `trilogue.validation.report.Report`.
    """

    def __init__(self, message: str, report: Written) -> None:
        """Keep the *report* beside the *message*."""
        super().__init__(message)
        self.report = report

    @property
    def results(self) -> list[dict[str, object]]:
        """What was found, as the report's JSON has it."""
        found: list[dict[str, object]] = json.loads(self.report.as_json())["results"]
        return found


class ContributionNotFound(ContributionError):
    """No contribution has the digest.

    Attributes:
        digest: what was asked for.
    """

    def __init__(self, message: str, digest: str) -> None:
        """Keep the *digest* beside the *message*."""
        super().__init__(message)
        self.digest = digest


class OwnContribution(ContributionError):
    """Nobody reviews their own contribution."""


class WrongState(ContributionError):
    """What is asked for cannot follow the step that was taken last.

    Attributes:
        state: of the contribution, in a word.
    """

    def __init__(self, message: str, state: str) -> None:
        """Keep the *state* beside the *message*."""
        super().__init__(message)
        self.state = state


class StillUsed(ContributionError):
    """Records cannot be retracted, since others point to them.

    Attributes:
        records: IRIs of those that point, in order.
    """

    def __init__(self, message: str, records: Sequence[str]) -> None:
        """Keep the *records* beside the *message*."""
        super().__init__(message)
        self.records = tuple(records)


class WorkspaceReadOnly(ContributionError):
    """The folder of the content cannot be written, so nothing can be published."""


class LedgerUnusable(ContributionError):
    """The file of the contributions cannot be read or written."""


class ResourceNotFound(TrilogueError):
    """Nothing in the dataset is about the IRI.

    Attributes:
        iri: what was asked for.
    """

    def __init__(self, message: str, iri: str) -> None:
        """Keep the *iri* beside the *message*."""
        super().__init__(message)
        self.iri = iri


class ResourceGone(TrilogueError):
    """What the IRI named was retracted.

    Attributes:
        iri: what was asked for.
        reason: why it was retracted, in the words of whoever did it.
        retracted: when, as xsd:dateTime; None where it is not known.
    """

    def __init__(self, message: str, iri: str, reason: str, retracted: str | None) -> None:
        """Keep what is known beside the *message*."""
        super().__init__(message)
        self.iri = iri
        self.reason = reason
        self.retracted = retracted


class SlugUnknown(TrilogueError):
    """A parameter names something by a slug that nothing has.

    Attributes:
        parameter: its name.
        nearest: up to three slugs that look like it, best first.
        known: all slugs.
    """

    def __init__(
        self, message: str, parameter: str, nearest: Sequence[str], known: Sequence[str]
    ) -> None:
        """Keep what there is beside the *message*."""
        super().__init__(message)
        self.parameter = parameter
        self.nearest = tuple(nearest)
        self.known = tuple(known)


class ReasonerMissing(TrilogueError):
    """The OWL reasoner needs Java and found none.

    Attributes:
        mend: one sentence that tells how to get one.
    """

    def __init__(self, message: str, mend: str) -> None:
        """Put the *mend* after the *message* and keep it."""
        super().__init__(f"{message} {mend}")
        self.mend = mend
