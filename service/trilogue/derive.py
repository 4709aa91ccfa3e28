"""What follows from the facts: numbered CONSTRUCT rules, run in order into the derived graph.

A rule is ``ontology/rules/NNN-name.rq``. Its first comment line is ``# rule: name version``, the
comment lines right below say in plain words what it concludes. Each rule sees what the ones before
it concluded. Nothing else ever writes into the derived graph.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples

from trilogue.content import ContentFile
from trilogue.curated_query import head_of, read_query
from trilogue.errors import ParseError, QueryError, QuerySyntaxError
from trilogue.store import Store
from trilogue.terms import OWL, PROV, RDF, RDFS, SKOS, Vocabulary

_HEADER = re.compile(r"#\s*rule:\s*(?P<name>\S.*?)\s+(?P<version>\d+(?:\.\d+)*)\s*")


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        iri: what a status names as the rule that decided it.
        name: in words.
        version: changes when the rule concludes anything else than before.
        description: what it concludes, in plain words; may be empty.
        query: a CONSTRUCT query, with the base put in.
        relative: the file, relative to the content root.
    """

    iri: NamedNode
    name: str
    version: str
    description: str
    query: str
    relative: str

    def quads(self, vocabulary: Vocabulary) -> Iterator[Quad]:
        """Describe the rule, so that the IRI that explanations name can be looked up.

        The graph is ``<base>ontology/rules``.
        """
        graph_name = NamedNode(f"{vocabulary.base}ontology/rules")
        yield Quad(self.iri, NamedNode(RDF + "type"), NamedNode(PROV + "Plan"), graph_name)
        label = Literal(f"rule: {self.name}", language="en")
        yield Quad(self.iri, NamedNode(RDFS + "label"), label, graph_name)
        yield Quad(self.iri, NamedNode(OWL + "versionInfo"), Literal(self.version), graph_name)
        if self.description:
            definition = Literal(self.description, language="en")
            yield Quad(self.iri, NamedNode(SKOS + "definition"), definition, graph_name)


def read_rule(file: ContentFile, vocabulary: Vocabulary) -> Rule:
    """Read one rule file; the query itself is looked at when it runs.

    Raises:
        ContentNotFound: the file cannot be read.
        ParseError: it is not UTF-8, holds SERVICE, or does not begin with ``# rule: name version``.
    """
    text = read_query(file, vocabulary.base)
    first = next(iter(text.splitlines()), "")
    header = _HEADER.fullmatch(first)
    if header is None:
        raise ParseError(
            'a rule begins with a line such as "# rule: within 1.0". Put name and version there.',
            file.relative,
            1,
        )
    return Rule(
        NamedNode(f"{vocabulary.base}ontology/rules/{file.path.stem}"),
        header["name"],
        header["version"],
        " ".join(head_of(text)[1:]),
        text,
        file.relative,
    )


def derive(
    store: Store,
    rules: Iterable[Rule],
    vocabulary: Vocabulary,
    progress: Callable[[str], None] | None = None,
) -> dict[str, int]:
    """Run *rules* in their order and put what they conclude into the derived graph.

    The derived graph is emptied first, so a second run gives the same graph.

    Args:
        store: holds the facts and the ontology; only its derived graph changes.
        rules: in the order in which they run.
        vocabulary: says which graph is the derived one.
        progress: told the file of each rule before it runs.

    Returns:
        How many triples each rule added that were not derived before, by file, in order.

    Raises:
        ParseError: a rule is not a SPARQL CONSTRUCT query, cannot be evaluated, or makes blank
            nodes; with file and line. The derived graph then holds what the rules before it gave.
    """
    graph_name = vocabulary.derived_graph
    store.engine.clear_graph(graph_name)
    counts = {}
    for rule in rules:
        if progress is not None:
            progress(rule.relative)
        found = conclusions(store, rule, graph_name)
        counts[rule.relative] = sum(quad not in store.engine for quad in found)
        store.engine.extend(found)
    return counts


def conclusions(store: Store, rule: Rule, graph_name: NamedNode) -> list[Quad]:
    """Give what one *rule* concludes from the *store* as it is, as quads of the graph named.

    Raises:
        ParseError: as `derive`.
    """
    found = [
        Quad(triple.subject, triple.predicate, triple.object, graph_name)
        for triple in _triples(store, rule)
    ]
    if any(BlankNode in (type(quad.subject), type(quad.object)) for quad in found):
        raise ParseError(
            "it concludes something about a blank node, another one at each run. "
            "Make an IRI with BIND(IRI(CONCAT(…))).",
            rule.relative,
        )
    return found


def _triples(store: Store, rule: Rule) -> QueryTriples:
    try:
        found = store.query(rule.query)
    except QuerySyntaxError as error:
        message = str(error).partition(": ")[2]
        raise ParseError(message, rule.relative, error.line, error.column) from error
    except QueryError as error:
        raise ParseError(str(error), rule.relative) from error
    if not isinstance(found, QueryTriples):
        raise ParseError("a rule is a CONSTRUCT query. Write it as one.", rule.relative)
    return found
