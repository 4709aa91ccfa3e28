"""What the engine refuses, in our own errors; and what is no SPARQL 1.1, before it is sent at all.

An engine may speak more than SPARQL 1.1, and some of that opens connections (Virtuoso's pragmas):
so only what parses here is sent, and it is refused in the same words whatever the engine.
"""

from typing import NoReturn

import pyoxigraph

from trilogue.engine.remote.addresses import Kind
from trilogue.engine.remote.transport import Reply, timeout_of
from trilogue.errors import AnswerTooLarge, EngineError, QueryError, QuerySyntaxError
from trilogue.querytext import complaint

_SHOWN = 200
_LOGIN = (401, 403)
_CLIENT = range(400, 500)
_SUCCESS = range(200, 300)
_UNAVAILABLE = 503


def require_syntax(text: str, *, update: bool = False) -> None:
    """Make sure that *text* is a SPARQL 1.1 query, or update, without evaluating anything.

    Raises:
        QuerySyntaxError: with line and column.
    """
    # A bracket too many at the end: the parser always stops, at the latest there.
    store = pyoxigraph.Store()
    try:
        if update:
            store.update(f"{text}\n}}")
        else:
            store.query(f"{text}\n}}")
    except SyntaxError as error:
        message = str(error.msg)
        found = complaint(text, message)
        if found.line is None or found.line <= text.count("\n") + 1:
            raise QuerySyntaxError(found.message, found.line, found.column) from error


def require_whole(reply: Reply, kind: Kind, seconds: float, solutions: int | None = None) -> None:
    """Make sure that the engine did what it was asked, and all of it.

    Args:
        reply: to look at.
        kind: of the engine.
        seconds: that it had.
        solutions: how many there are in the answer; None where that is not known yet.

    Raises:
        QueryTimeout, AnswerTooLarge, QueryError, EngineError: it did not.
    """
    if reply.headers.get("x-sql-state") == "S1TAT":
        # Virtuoso gives what it found until then, with status 200.
        raise timeout_of(seconds)
    if reply.status not in _SUCCESS:
        _refuse(reply, kind, seconds)
    most = reply.headers.get("x-sparql-maxrows", "")
    if solutions is not None and most.isdecimal() and solutions >= int(most):
        raise AnswerTooLarge(
            f"The engine gives at most {most} solutions, and cut the answer there. "
            "Narrow the query, or add LIMIT and OFFSET; the operator can raise ResultSetMaxRows.",
            "max_solutions",
        )


def _refuse(reply: Reply, kind: Kind, seconds: float) -> NoReturn:
    said = (reply.body.decode("utf-8", "replace").strip().splitlines() or [""])[0][:_SHOWN]
    if reply.status in _LOGIN:
        raise EngineError(
            f"The engine asks for a login (status {reply.status}). Set TRILOGUE_ENGINE_USER and "
            "TRILOGUE_ENGINE_PASSWORD, or TRILOGUE_ENGINE_TOKEN, to one that may do this."
        )
    is_late = (kind == "fuseki" and reply.status == _UNAVAILABLE) or (
        kind == "virtuoso" and ("S1T00" in said or "estimated execution time" in said)
    )
    if is_late:
        raise timeout_of(seconds)
    refused = reply.status in _CLIENT or (kind == "virtuoso" and " Error " in said)
    if refused and reply.status not in (404, 405):
        raise QueryError(
            f"The engine cannot evaluate the query: {said.rstrip('.')}. Change it at that point."
        )
    raise EngineError(
        f"The engine answers with status {reply.status}: {said.rstrip('.')}. "
        "Look into its log; TRILOGUE_ENGINE and TRILOGUE_ENGINE_UPDATE hold its addresses."
    )
