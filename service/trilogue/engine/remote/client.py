"""Queries and updates to one engine, as the SPARQL protocol has them.

Source: SPARQL 1.1 Protocol, sections 2.1.3 and 2.2.1 2.2.2.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count

import pyoxigraph
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from trilogue.engine.model import Watch
from trilogue.engine.remote.addresses import Addresses
from trilogue.engine.remote.refusals import require_whole
from trilogue.engine.remote.transport import Transport
from trilogue.errors import EngineError
from trilogue.querytext import has_word, query_form

_RESULTS = "application/sparql-results+json"
_GRAPH = "application/n-triples"
_MILLISECONDS = 1_000

# A blank node in an answer, its type before its label as all engines write it.
_LABEL = re.compile(rb'("type"\s*:\s*"bnode"\s*,\s*"value"\s*:\s*)"([^"]*)"')
_answers = count()


class Client:
    """One engine, asked in the formats that every engine has.

    Args:
        addresses: of the engine.
        transport: to it.
    """

    def __init__(self, addresses: Addresses, transport: Transport) -> None:
        self.addresses = addresses
        self._transport = transport

    def query(
        self,
        text: str,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        seconds: float,
        most_bytes: int,
        watch: Watch | None = None,
        *,
        union: bool = True,
    ) -> QuerySolutions | QueryBoolean | Iterator[Triple]:
        """Ask, and give the whole answer.

        Raises:
            QueryTimeout, AnswerTooLarge, AskerGone, QueryError, EngineError: as `View.answer`.
        """
        form = [("query", text)]
        form += [("default-graph-uri", iri) for iri in default_graphs]
        form += [("named-graph-uri", iri) for iri in named_graphs]
        kind = self.addresses.kind
        if kind == "oxigraph":
            if union and not (default_graphs or named_graphs or has_word(text, "FROM")):
                form.append(("union-default-graph", "true"))
        elif kind == "virtuoso":
            form.append(("timeout", str(int(seconds * _MILLISECONDS))))
        elif kind == "fuseki":
            form.append(("timeout", f"{seconds:g}"))
        is_graph = query_form(text) in ("CONSTRUCT", "DESCRIBE")
        accept = _GRAPH if is_graph else _RESULTS
        reply = self._transport.post(self.addresses.query, form, accept, seconds, most_bytes, watch)
        require_whole(reply, kind, seconds)
        try:
            if is_graph:
                triples = _triples(reply.body, reply.media_type)
                require_whole(reply, kind, seconds, len(triples))
                return iter(triples)
            _require_end(reply.body)
            require_whole(reply, kind, seconds, reply.body.count(b'"value"'))
            body = BytesIO(_with_own_labels(reply.body))
            found = pyoxigraph.parse_query_results(body, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError) as error:
            raise EngineError(
                f"The engine's answer is not what its type says ({str(error)[:200]}), so it may be "
                "cut off. Look into the engine's log."
            ) from error
        assert isinstance(found, QuerySolutions | QueryBoolean)  # noqa: S101 - there is no third
        return found

    def update(self, text: str, seconds: float) -> None:
        """Change the dataset.

        Raises:
            QueryTimeout, QueryError, EngineError: it is not known to be done.
        """
        # A form is what Virtuoso takes; what others take of a form is not much.
        sent = [("update", text)] if self.addresses.kind == "virtuoso" else text
        reply = self._transport.post(self.addresses.update, sent, "*/*", seconds, 1_000_000)
        require_whole(reply, self.addresses.kind, seconds)


def _triples(body: bytes, media_type: str) -> list[Triple]:
    format_ = RdfFormat.from_media_type(media_type) or RdfFormat.N_TRIPLES
    if media_type == "text/plain":
        format_ = RdfFormat.N_TRIPLES
    # Cut within a line it does not parse; cut between two, HTTP's length or last chunk tells.
    return [quad.triple for quad in pyoxigraph.parse(body, format_, rename_blank_nodes=True)]


def _with_own_labels(body: bytes) -> bytes:
    """Give blank nodes labels that no other answer has.

    An engine begins anew with b0 in each answer, and Virtuoso writes labels that are none.

    Source: SPARQL 1.1 Query Results JSON Format, section 3.2.2 (the scope of labels).
    """
    number = next(_answers)

    def renamed(found: re.Match[bytes]) -> bytes:
        return b'%s"a%db%s"' % (found[1], number, found[2].hex().encode())

    return _LABEL.sub(renamed, body) if b'"bnode"' in body else body


def _require_end(body: bytes) -> None:
    if not body.rstrip().endswith(b"}"):
        raise ValueError("the last bracket is missing")
