"""Statements that are hard to write, for whoever writes files."""

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

GRAPHS = ("https://w3id.org/trilogue/graph/hostile", "http://elsewhere.example/graph")
TEXTS = (
    "=1+1",
    '"quoted", and \\backslashed\\u0001',
    "two\nlines\r\nand\ta tab\r",
    "right to left: \u202e\u05e9\u05dc\u05d5\u05dd\u202c",
    "</script><!-- & ]]>",
    "_:a <x> .",
    "astral \U0001d518, combining e\u0301, no-break\u00a0space, \u2028 and \u0085",
    "delete \x7f",
    " ends with a graph's name <http://elsewhere.example/graph>",
    "",
)


def hostile_quads() -> list[Quad]:
    """Texts, IRIs and blank nodes that writers stumble over, new labels each time."""
    quads: list[Quad] = []
    a, b, c = BlankNode(), BlankNode(), BlankNode()
    link, said = NamedNode("http://e.example/link"), NamedNode("http://e.example/said")
    for number, text in enumerate(TEXTS):
        thing = NamedNode(f"https://w3id.org/trilogue/id/claim/é-{number}")
        language = "ar" if number % 2 else None
        graph = NamedNode(GRAPHS[number % 2])
        quads.append(Quad(thing, said, Literal(text, language=language), graph))
    one = quads[0]
    quads += [
        # the same triple in three graphs, and an object that is the name of a graph
        Quad(one.subject, one.predicate, one.object, NamedNode(GRAPHS[1])),
        Quad(one.subject, one.predicate, one.object, DefaultGraph()),
        Quad(one.subject, link, NamedNode(GRAPHS[0]), DefaultGraph()),
        Quad(a, link, b, NamedNode(GRAPHS[0])),
        Quad(b, link, c, NamedNode(GRAPHS[0])),
        Quad(c, said, Literal("leaf"), NamedNode(GRAPHS[1])),
        Quad(one.subject, link, a, DefaultGraph()),
    ]
    return quads
