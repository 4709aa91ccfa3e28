"""No query, update or upload makes the running service open a file or a connection.

A redirect needs no row of its own: who would follow one has knocked already.
"""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from canary import SECRET, Canary, canary
from served import Reply, Server, bearer

COUNT = "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }"
TARGET = "http://e/graph/target"

# Each is refused; URL stands for the canary.
SERVICES = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    "silent-variable": "SELECT * { VALUES ?e { <URL> } SERVICE SILENT ?e { ?s ?p ?o } }",
    "computed": 'SELECT * { BIND(IRI(CONCAT("URL", "")) AS ?e) SERVICE SILENT ?e { ?s ?p ?o } }',
    "prefixed": "PREFIX e: <URL> SELECT * { SERVICE SILENT e: { ?s ?p ?o } }",
    "relative": "BASE <URL> SELECT * { SERVICE SILENT <> { ?s ?p ?o } }",
    "escaped": "SELECT * { SERV\\u0049CE SILENT <URL> { ?s ?p ?o } }",
    "escaped-long": "SELECT * { \\U00000053ERVICE SILENT <URL> { ?s ?p ?o } }",
    "lower-case": "select * { service silent <URL> { ?s ?p ?o } }",
    "comments": "SELECT * { SERVICE#x\nSILENT#y\n<URL>#z\n{ ?s ?p ?o } }",
    "comment-ended-by-return": "SELECT * { #\r SERVICE SILENT <URL> { ?s ?p ?o } \n}",
    "after-a-number": "SELECT * { ?s ?p 1SERVICE SILENT<URL>{ ?s ?p ?o } }",
    "subquery": "SELECT * { { SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } } } }",
    "filter-exists": "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "bind-exists": "SELECT * { BIND(EXISTS { SERVICE SILENT <URL> { ?s ?p ?o } } AS ?found) }",
    "optional": "SELECT * { OPTIONAL { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "minus": "SELECT * { ?s ?p ?o MINUS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "graph": "SELECT * { GRAPH ?g { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "nested": "SELECT * { SERVICE SILENT <http://[::1]:9/> { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "ask": "ASK { SERVICE SILENT <URL> { ?s ?p ?o } }",
}

# Each names a graph that is not there, which is no error and opens nothing.
NAMES = {
    "from": "SELECT * FROM <URL> { ?s ?p ?o }",
    "from-named": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "graph": "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "construct-from": "CONSTRUCT { ?s ?p ?o } FROM <URL> WHERE { ?s ?p ?o }",
    "describe": "DESCRIBE <URL>",
    "describe-from": "DESCRIBE <URL> FROM <URL>",
    "base": "BASE <URL> SELECT * FROM <> { ?s ?p ?o }",
    "ask-from": "ASK FROM <URL> { ?s ?p ?o }",
}

# Each is refused, although the token may write anything.
UPDATES = {
    "load": "LOAD <URL>",
    "load-silent": "LOAD SILENT <URL>",
    "load-into": "LOAD <URL> INTO GRAPH <http://e/graph/target>",
    "load-silent-into": "LOAD SILENT <URL> INTO GRAPH <http://e/graph/target>",
    "load-prefixed": "PREFIX e: <URL> LOAD SILENT e: INTO GRAPH <http://e/graph/target>",
    "load-relative": "BASE <URL> LOAD SILENT <>",
    "load-escaped": "L\\u004FAD SILENT <URL>",
    "load-lower-case": "load silent <URL>",
    "load-after-another": "CREATE SILENT GRAPH <http://e/graph/target> ; LOAD SILENT <URL>",
    "load-after-a-comment": "# \r LOAD SILENT <URL>\n",
    "service": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "service-silent": "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "service-variable": "INSERT { ?s ?p ?o } WHERE "
    "{ VALUES ?e { <URL> } SERVICE SILENT ?e { ?s ?p ?o } }",
    "service-escaped": "INSERT { ?s ?p ?o } WHERE { SERV\\u0049CE SILENT <URL> { ?s ?p ?o } }",
    "service-in-delete": "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o "
    "FILTER EXISTS { SERVICE SILENT <URL> { ?a ?b ?c } } }",
    "service-after-another": "INSERT DATA { <http://e/a> <http://e/b> 1 } ; "
    "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
}

# Each may be refused or taken, but what it points at is not looked at.
JSON_LD, RDF_XML, TURTLE = "application/ld+json", "application/rdf+xml", "text/turtle"
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
_DESCRIBED = '<rdf:Description rdf:about="http://e/s"><e:p>%s</e:p></rdf:Description>'
UPLOADS = {
    "context": (JSON_LD, '{"@context": "URL", "@id": "http://e/s", "says": "x"}'),
    "contexts": (JSON_LD, '{"@context": [{"a": "http://e/a"}, "URL"], "@id": "http://e/s"}'),
    "context-import": (
        JSON_LD,
        '{"@context": {"@version": 1.1, "@import": "URL"}, "@id": "http://e/s"}',
    ),
    "context-scoped": (
        JSON_LD,
        (
            '{"@context": {"@version": 1.1, "a": {"@id": "http://e/a", "@context": "URL"}}, '
            '"@id": "http://e/s", "a": {"b": "x"}}'
        ),
    ),
    "context-propagated": (
        JSON_LD,
        '{"@context": {"@propagate": false, "@import": "URL"}, "@id": "http://e/s"}',
    ),
    "context-relative": (JSON_LD, '{"@context": {"@base": "URL"}, "@id": "", "http://e/p": "x"}'),
    "context-in-the-graph": (
        JSON_LD,
        '{"@graph": [{"@context": "URL", "@id": "http://e/s", "says": "x"}]}',
    ),
    "imports": (TURTLE, "<http://e/o> <http://www.w3.org/2002/07/owl#imports> <URL> ."),
    "base": (TURTLE, "@base <URL> . <> <http://e/p> <#x> ."),
    "see-also": (
        TURTLE,
        "<http://e/o> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <URL> .",
    ),
    "entity": (
        RDF_XML,
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]><rdf:RDF {_RDF}>{_DESCRIBED % "&x;"}</rdf:RDF>',
    ),
    "entity-public": (
        RDF_XML,
        (
            f'<!DOCTYPE r [<!ENTITY x PUBLIC "-//E//x" "URL">]><rdf:RDF {_RDF}>{_DESCRIBED % "&x;"}'
            "</rdf:RDF>"
        ),
    ),
    "parameter-entity": (
        RDF_XML,
        f'<!DOCTYPE r [<!ENTITY % x SYSTEM "URL"> %x;]><rdf:RDF {_RDF}>' + "</rdf:RDF>",
    ),
    "external-dtd": (
        RDF_XML,
        f'<!DOCTYPE rdf:RDF SYSTEM "URL"><rdf:RDF {_RDF}>{_DESCRIBED % "y"}</rdf:RDF>',
    ),
    "style-sheet": (
        RDF_XML,
        (
            f'<?xml-stylesheet href="URL" type="text/xsl"?><rdf:RDF {_RDF}>{_DESCRIBED % "y"}'
            "</rdf:RDF>"
        ),
    ),
    "x-include": (
        RDF_XML,
        (
            f'<rdf:RDF {_RDF}><rdf:Description rdf:about="http://e/s"><e:p '
            'rdf:parseType="Literal"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
            'href="URL" parse="text"/></e:p></rdf:Description></rdf:RDF>'
        ),
    ),
    "schema-location": (
        RDF_XML,
        (
            f'<rdf:RDF {_RDF} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            f'xsi:schemaLocation="http://e/ URL">{_DESCRIBED % "y"}</rdf:RDF>'
        ),
    ),
}

KINDS = (
    "file",
    "file-with-host",
    "address",
    "name",
    "decimal",
    "mapped",
    "ipv6",
    "encrypted",
)
to_everywhere = pytest.mark.parametrize("kind", KINDS)
# A parser does not tell one address from another, and each of these is a write, which takes longer.
to_some = pytest.mark.parametrize("kind", ["file", "address", "encrypted"])

Writable = tuple[Server, str]
Start = Callable[..., Server]


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    return start(cache_bytes=0)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Canary]:
    """A canary that must be untouched when the test ends."""
    with canary(tmp_path) as made:
        yield made
        assert made.touched() == []


def test_the_canary_tells_who_touches_it(tmp_path: Path) -> None:
    """Without this the other tests might pass since nothing is ever told."""
    with canary(tmp_path) as made:
        assert made.touched() == []

        Path(urlsplit(made.addresses["file"]).path).read_bytes()
        assert made.touched() == ["the file was opened"]

        for kind in ("address", "ipv6"):
            parts = urlsplit(made.addresses[kind])
            try:
                socket.create_connection((parts.hostname, parts.port), 5).close()
            except OSError:
                assert kind == "ipv6"  # a machine may have none
                continue
            assert len(made.touched()) == 1


def reveals_nothing(reply: Reply) -> bool:
    return SECRET.encode() not in reply.body


@to_everywhere
@pytest.mark.parametrize("name", SERVICES)
def test_service_is_refused(server: Server, watched: Canary, name: str, kind: str) -> None:
    reply = server.query(SERVICES[name].replace("URL", watched.addresses[kind]), "*/*")

    assert reply.problem()["status"] in (400, 403)
    assert reveals_nothing(reply)


@to_everywhere
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(server: Server, watched: Canary, name: str, kind: str) -> None:
    reply = server.query(NAMES[name].replace("URL", watched.addresses[kind]), "*/*")

    assert reply.status == 200
    assert reveals_nothing(reply)


@to_everywhere
@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_parameter_is_only_a_name(
    server: Server, watched: Canary, parameter: str, kind: str
) -> None:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    reply = server.query(query, **{parameter: watched.addresses[kind]})

    assert reply.solutions() == []


@to_everywhere
def test_a_graph_is_not_looked_for_elsewhere(server: Server, watched: Canary, kind: str) -> None:
    reply = server.ask("GET", f"/graphs?graph={quote(watched.addresses[kind], safe='')}")

    assert reply.status == 404
    assert reveals_nothing(reply)


@to_everywhere
@pytest.mark.parametrize("name", UPDATES)
def test_an_update_opens_nothing_and_changes_nothing(
    writable: Writable, watched: Canary, name: str, kind: str
) -> None:
    server, token = writable
    before = server.query(COUNT).solutions()

    reply = server.update(UPDATES[name].replace("URL", watched.addresses[kind]), token)

    assert 400 <= reply.problem()["status"] < 500
    assert reveals_nothing(reply)
    assert server.query(COUNT).solutions() == before


@to_some
@pytest.mark.parametrize("name", UPLOADS)
def test_an_upload_is_read_and_nothing_else(
    writable: Writable, watched: Canary, name: str, kind: str
) -> None:
    server, token = writable
    media_type, text = UPLOADS[name]
    body = text.replace("URL", watched.addresses[kind]).encode()
    headers = {"Content-Type": media_type, **bearer(token)}

    reply = server.ask("POST", f"/graphs?graph={quote(TARGET, safe='')}", body, headers)

    assert reply.status < 500, reply.body
    assert reveals_nothing(reply)
    everything = server.query("CONSTRUCT WHERE { ?s <http://e/says> ?o }", "text/turtle")
    assert reveals_nothing(everything)


@to_some
@pytest.mark.parametrize(
    "header", ["Link", "Content-Location", "Location", "Referer", "SOAPAction"]
)
def test_a_header_is_not_followed(
    writable: Writable, watched: Canary, header: str, kind: str
) -> None:
    server, token = writable
    address = watched.addresses[kind]
    value = (
        f'<{address}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
        if header == "Link"
        else address
    )
    headers = {"Content-Type": JSON_LD, header: value, **bearer(token)}
    body = b'{"@id": "http://e/s", "says": "x"}'

    reply = server.ask("POST", f"/graphs?graph={quote(TARGET, safe='')}", body, headers)

    assert reply.status < 500
    assert reveals_nothing(reply)
