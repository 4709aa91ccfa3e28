"""What the engine refuses, in our own errors; and what is no SPARQL 1.1, before it is sent at all.

An engine may speak more than SPARQL 1.1, and some of that opens connections (Virtuoso's pragmas):
so only what parses here is sent, and it is refused in the same words whatever the engine.
"""

from typing import NoReturn

import pyoxigraph

from trilogue.engine.remote.addresses import Kind
from trilogue.engine.remote.transport import Reply, timeout_of
from trilogue.errors import AnswerTooLarge, EngineError, QueryError, QuerySyntaxError
from trilogue.querytext import complaint, tokens

_SHOWN = 200
_FAILS = "DROP GRAPH <urn:trilogue:nowhere> ; "
_NOWHERE = pyoxigraph.Variable("trilogue_nowhere")
_UPDATE_WORDS = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
_LOGIN = (401, 403)
_CLIENT = range(400, 500)
_SUCCESS = range(200, 300)
_UNAVAILABLE = 503


def require_syntax(text: str, *, update: bool = False) -> None:
    """Make sure that *text* is a SPARQL 1.1 query, or update, without evaluating anything.

    Raises:
        QuerySyntaxError: with line and column.
    """
    # Both fail when everything is parsed and nothing is evaluated yet: an empty store has no such
    # graph to drop, and no query has such a variable to put a value in.
    store = pyoxigraph.Store()
    start = next((t.start for t in tokens(text) if t.text.upper() in _UPDATE_WORDS), len(text))
    parsed = f"{text[:start]}{_FAILS}{text[start:]}" if update else text
    try:
        if update:
            store.update(parsed)
        else:
            store.query(parsed, substitutions={_NOWHERE: pyoxigraph.Literal("")})
    except SyntaxError as error:
        found = complaint(parsed, str(error.msg))
        column = found.column
        if update and column is not None and found.line == text.count("\n", 0, start) + 1:
            column = max(1, column - len(_FAILS))
        raise QuerySyntaxError(found.message, found.line, column) from error
    except (RuntimeError, ValueError, OSError):
        return


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
    # Oxigraph and Virtuoso say 500 for what an update asks and cannot be done, too.
    refused = reply.status in _CLIENT or kind == "oxigraph" or " Error " in said
    if refused and reply.status not in (404, 405):
        raise QueryError(
            f"The engine cannot evaluate the query: {said.rstrip('.')}. Change it at that point."
        )
    raise EngineError(
        f"The engine answers with status {reply.status}: {said.rstrip('.')}. "
        "Look into its log; TRILOGUE_ENGINE and TRILOGUE_ENGINE_UPDATE hold its addresses."
    )
