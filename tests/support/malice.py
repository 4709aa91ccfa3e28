"""Records whose texts and addresses try to run as a script, to turn a page round, or to break it.

Each text is the name of a record of every sort, and the records name each other. What runs sets
``window.pwned`` to something.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from trilogue.terms import RDF, RDFS, SKOS, XSD, Vocabulary

BIDI_END = "turned round"
TEXTS = {
    "script": "<script>window.pwned = 'script'</script>",
    "ending": "</title></script></textarea></select><script>window.pwned = 'ending'</script>",
    "handler": "\"'><img src=x onerror=\"window.pwned = 'handler'\"> x' autofocus onfocus='pwned=1",
    "template": "{{ 7 * 7 }} {% raw %} %(name)s <b>bold</b> &lt;",
    # Neither is closed.
    "bidi": f"\u202e\u2067\u202d\u202eab {BIDI_END}",
    "arabic": "\u0634\u0628\u0643\u0629 \u062d\u0642\u0648\u0642",
    "long-word": "w" * 10_000,
    "long-text": "word " * 2_000,
}
ADDRESSES = (
    "javascript:window.pwned='address'",
    "data:text/html,<script>window.pwned='data'</script>",
    "vbscript:window.pwned",
)
V = Vocabulary()
Term = NamedNode | Literal
_DAY = Literal("2023-12-09", datatype=NamedNode(f"{XSD}date"))


def node(sort: str, name: str) -> NamedNode:
    """Give the IRI of the record of a *sort* that has the text of this *name*."""
    return V.id(sort, f"hostile-{name}")


def quads() -> list[Quad]:
    """Give all records, in the unnamed graph."""
    return [quad for name, text in TEXTS.items() for quad in _records(name, text)]


def turtle() -> bytes:
    """Give them as a file of facts."""
    data = serialize(quads(), format=RdfFormat.TURTLE, prefixes=V.prefixes())
    assert data is not None
    return data


def _records(name: str, text: str) -> Iterator[Quad]:
    actor, source = node("actor", name), node("source", name)
    excerpt, event = node("excerpt", name), node("event", name)
    practice = V.id("practice", "real-time-rbi")
    addresses = [Literal(each, datatype=NamedNode(f"{XSD}anyURI")) for each in ADDRESSES]
    france = V.id("actor", "france")
    yield from _record(actor, "Organisation", text)
    for address in ADDRESSES:
        if " " not in address and "<" not in address:
            yield Quad(actor, NamedNode(f"{SKOS}exactMatch"), NamedNode(address))
            yield Quad(actor, NamedNode(f"{RDFS}seeAlso"), NamedNode(address))
    own: dict[NamedNode, tuple[str, dict[str, list[Term]]]] = {
        source: (
            "Source",
            {"publishedBy": [actor], "publishedOn": [_DAY], "webAddress": [*addresses]},
        ),
        excerpt: ("Excerpt", {"excerptOf": [source], "locator": [Literal(text)]}),
        event: ("Event", {"eventDate": [_DAY], "involved": [actor], "evidencedBy": [excerpt]}),
        node("letter", name): (
            "Letter",
            {"eventDate": [_DAY], "signedBy": [actor], "addressedTo": [france]},
        ),
        node("claim", name): (
            "Claim",
            {
                "aboutActor": [actor, france],
                "aboutPractice": [practice],
                "claimedBy": [actor],
                "claimedOn": [_DAY],
                "evidencedBy": [excerpt],
            },
        ),
        node("influence", name): (
            "InfluenceAct",
            {
                "holdsFrom": [_DAY],
                "influencer": [actor],
                "influenced": [france],
                "influenceKind": [V.id("influence-kind", "pressed")],
                "evidencedBy": [excerpt],
            },
        ),
        node("held-position", name): (
            "Position",
            {
                "heldBy": [actor],
                "holdsFrom": [_DAY],
                "onSubject": [practice],
                "stance": [V.id("stance", "opposes")],
                "evidencedBy": [excerpt],
            },
        ),
    }
    for subject, (type_, said) in own.items():
        yield from _record(subject, type_, text)
        for predicate, values in said.items():
            for value in values:
                yield Quad(subject, V.ns(predicate), value)


def _record(subject: NamedNode, type_: str, text: str) -> Iterator[Quad]:
    yield Quad(subject, NamedNode(f"{RDF}type"), V.ns(type_))
    yield Quad(subject, NamedNode(f"{SKOS}prefLabel"), Literal(text, language="en"))
    yield Quad(subject, NamedNode(f"{SKOS}altLabel"), Literal(text, language="ar"))
    yield Quad(subject, V.ns("gloss"), Literal(text, language="en"))
    yield Quad(subject, V.ns("mark"), V.id("mark", "verified-page"))
    yield Quad(subject, V.ns("recordedIn"), V.id("contribution", "founding"))
