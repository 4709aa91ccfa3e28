"""The tools: each answers one kind of question, reads only, and cites what it tells.

Whatever a caller writes is evaluated within the engine's budget, as a stranger's query is; passing
it is an error that says which limit it was, never a cut answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from pyoxigraph import NamedNode

from trilogue.agents import answers
from trilogue.agents.looking import best, query_for
from trilogue.agents.moment import Moment
from trilogue.agents.reading import (
    described,
    findings_of,
    nodes_in,
    read_values,
    retraction,
    saved_question,
    status_at,
)
from trilogue.content import Content
from trilogue.derive import Rule
from trilogue.describe import describe, label_of
from trilogue.engine.model import Asked, Engine, Watch
from trilogue.errors import RequestError, ResourceNotFound
from trilogue.formats import RESULT_JSON, TURTLE
from trilogue.naming import iri_named
from trilogue.parse import parse_bytes
from trilogue.query import require_harmless, study
from trilogue.querytext import with_base
from trilogue.question_parameters import with_values
from trilogue.questions import Question
from trilogue.scenarios import FACETS
from trilogue.serialise import Table, boolean_from_json, table_from_json
from trilogue.settings import Settings
from trilogue.terms import Vocabulary
from trilogue.validation.judgement import Judge
from trilogue.validation.report import Report
from trilogue.validation.submission import nothing_said, read_submission

_MOST_HITS = 50
_NO_ROWS = Table((), (), 0)
_NAME_OF_A_FACT = "fact.ttl"


class Tools:
    """Answers for one engine; may be used by several threads.

    Args:
        engine: keeps the dataset; the caller closes it.
        content: has the ontology and the shapes, by which facts are judged.
        settings: limits and base.
        rules: that derive statuses, in their order.
        questions: that are saved.
    """

    def __init__(
        self,
        engine: Engine,
        content: Content,
        settings: Settings,
        rules: Iterable[Rule],
        questions: Sequence[Question],
    ) -> None:
        self._engine = engine
        self._content = content
        self._settings = settings
        self._vocabulary = Vocabulary(settings.base)
        self._rules = tuple(rules)
        self._questions = questions
        self._moment: Moment | None = None
        self._judge: Judge | None = None
        self._opening = Lock()

    def search(
        self,
        text: str,
        type: str | None = None,  # noqa: A002 - the caller's word
        limit: int = 10,
        watch: Watch | None = None,
    ) -> answers.SearchAnswer:
        """Find things by their names, other names and identifiers.

        Args:
            text: words that the name holds, in any order.
            type: name or IRI of a class, such as Claim; None for all.
            limit: how many hits at most.
            watch: as `Asked.watch`.

        Raises:
            RequestError: the text, class or limit does not do.
            QueryError: as `query`.
        """
        if not 1 <= limit <= _MOST_HITS:
            raise RequestError(f"limit: give a number from 1 to {_MOST_HITS}.", "limit")
        now = self._now()
        class_iri = None if type is None else self._class(type, now)
        table = self._table(query_for(text, class_iri, self._vocabulary), now, watch)
        found = best(table, text, limit)
        hits = [self._hit(iri, name, now) for iri, name in found]
        cited, left_out = now.citations.of(iri for iri, _ in found)
        return answers.SearchAnswer(
            citations=cited,
            citations_left_out=left_out,
            dataset=now.citations.whole(),
            hits=hits,
        )

    def describe(self, thing: str) -> answers.Described:
        """Say what the dataset says about a thing, and what points to it.

        Args:
            thing: its IRI, its short form, or the path below the base.

        Raises:
            RequestError: it is none of these.
            ResourceNotFound: nothing is known about it.
        """
        now = self._now()
        iri = iri_named(thing, self._vocabulary)
        found = describe(iri, now.dataset, self._vocabulary)
        statements, linked_from = described(found, self._vocabulary)
        mentioned = [v.value for each in statements for v in each.values if v.type == "uri"]
        try:
            cited = [now.citations.record(iri)]
        except ResourceNotFound:
            # Something points to it, and nothing is said about it.
            cited = []
        others, left_out = now.citations.of(each for each in mentioned if each != iri)
        return answers.Described(
            citations=[*cited, *others],
            citations_left_out=left_out,
            dataset=now.citations.whole(),
            iri=iri,
            label=found.labels.get(iri) or self._vocabulary.shrink(iri),
            kind=now.citations.kind(iri),
            statements=statements,
            linked_from=linked_from,
            retracted=retraction(iri, now.dataset, self._vocabulary),
        )

    def list_questions(self) -> answers.QuestionList:
        """List the saved questions, with what each leaves open."""
        now = self._now()
        return answers.QuestionList(
            citations=[],
            citations_left_out=0,
            dataset=now.citations.whole(),
            questions=[saved_question(each, now.offers) for each in self._questions],
        )

    def ask_question(
        self,
        question: str,
        parameters: Mapping[str, str | Sequence[str]] | None = None,
        watch: Watch | None = None,
    ) -> answers.QueryAnswer:
        """Answer a saved question.

        Args:
            question: its name, with or without the number.
            parameters: values by parameter; what is left out has its default.
            watch: as `Asked.watch`.

        Raises:
            ResourceNotFound: there is no such question.
            RequestError: a value does not fit.
            QueryError: as `query`.
        """
        found = next((q for q in self._questions if question in (q.name, q.short_name)), None)
        if found is None:
            raise ResourceNotFound(
                f'There is no question "{question[:80]}". list_questions tells their names.',
                question,
            )
        now = self._now()
        values = read_values(found, parameters or {}, now.offers, self._vocabulary)
        table = self._table(with_values(found.query, values), now, watch)
        return self._answer(found.title, table, now)

    def query(self, sparql: str, watch: Watch | None = None) -> answers.QueryAnswer:
        """Answer a SPARQL query.

        Args:
            sparql: one query; relative IRIs are below the base.
            watch: as `Asked.watch`.

        Raises:
            QuerySyntaxError: with line and column.
            UpdateNotOffered, ServiceRefused: it would change something, or open a connection.
            QueryTimeout, MemoryExceeded, AnswerTooLarge: a limit was passed.
            QueryError: it is too long, or cannot be evaluated.
        """
        size = len(sparql.encode())
        if size > self._settings.max_query_bytes:
            raise RequestError(
                f"sparql: the query has {size:,} bytes; {self._settings.max_query_bytes:,} are "
                "read. Shorten it.",
                "sparql",
            )
        require_harmless(sparql)
        studied = study(sparql)
        base = self._vocabulary.base
        text = with_base(sparql, base) if studied.needs_base else sparql
        now = self._now()
        if studied.gives_triples:
            prefixes = self._vocabulary.prefixes()
            data = now.view.answer(Asked(text, TURTLE, prefixes=prefixes, watch=watch)).read()
            quads = parse_bytes(data, TURTLE, None, "answer").quads
            return self._answer(str(studied.form), _NO_ROWS, now, nodes_in(quads), turtle=data)
        data = now.view.answer(Asked(text, RESULT_JSON, watch=watch)).read()
        if studied.form == "ASK":
            return self._answer("ASK", _NO_ROWS, now, boolean=boolean_from_json(data))
        return self._answer("SELECT", table_from_json(data), now)

    def check_status(
        self, facets: Mapping[str, str | None], stage: str | None = None
    ) -> answers.StatusAnswer:
        """Say how the text of each stage treats a use.

        Args:
            facets: facet's name to slug; the practice at least.
            stage: its slug; None for all.

        Raises:
            RequestError: the practice is missing, or two of the slugs contradict each other.
            SlugUnknown: there is no such kind or stage, with the nearest ones.
        """
        now = self._now()
        known = {facet.name for facet in FACETS}
        unknown = sorted(set(facets) - known)
        if unknown:
            raise RequestError(
                f"There is no facet {unknown[0]}. There are: {', '.join(sorted(known))}.",
                unknown[0],
            )
        at = None if stage is None else now.statuses.stage(stage)
        scenario = now.statuses.scenario(facets)
        found = now.statuses.of(scenario)
        found = found if at is None else found.at(at)
        stages = [status_at(each) for each in found.stages]
        told = [
            place.iri
            for each in stages
            for places in (each.provisions, *(one.provisions for one in each.exceptions))
            for place in places
        ]
        cited, left_out = now.citations.of(told)
        return answers.StatusAnswer(
            citations=cited,
            citations_left_out=left_out,
            dataset=now.citations.whole(),
            scenario=scenario.label,
            scenario_iri=scenario.iri,
            facets={name: kind.slug for name, kind in scenario.kinds.items()},
            stages=stages,
        )

    def validate_fact(self, turtle: str) -> answers.Judgement:
        """Say what keeps a fact from being published as it is; nothing is stored.

        Args:
            turtle: the records, as they would be contributed.

        Raises:
            ContentError: the ontology or the shapes cannot be read.
        """
        now = self._now()
        file, found = read_submission(turtle.encode(), TURTLE, _NAME_OF_A_FACT, self._vocabulary)
        files = [] if file is None else [file]
        judged = self._judge_here().judge(files, now.dataset) if files else Report.of(())
        empty = nothing_said(files, self._vocabulary)
        report = Report.of([*found, *empty, *judged.results])
        cited, left_out = now.citations.of(nodes_in(quad for each in files for quad in each.quads))
        return answers.Judgement(
            citations=cited,
            citations_left_out=left_out,
            dataset=now.citations.whole(),
            conforms=report.conforms,
            verdict=f"{report.verdict} ({report.in_words()})",
            findings=findings_of(report),
        )

    def _now(self) -> Moment:
        view = self._engine.view()
        with self._opening:
            if self._moment is None or self._moment.view is not view:
                self._moment = Moment(view, self._rules, self._vocabulary)
            return self._moment

    def _judge_here(self) -> Judge:
        with self._opening:
            if self._judge is None:
                self._judge = Judge(self._content, self._vocabulary)
            return self._judge

    def _table(self, query: str, now: Moment, watch: Watch | None) -> Table:
        return table_from_json(now.view.answer(Asked(query, RESULT_JSON, watch=watch)).read())

    def _answer(
        self,
        title: str,
        table: Table,
        now: Moment,
        told: Iterable[str] = (),
        *,
        boolean: bool | None = None,
        turtle: bytes | None = None,
    ) -> answers.QueryAnswer:
        iris = [cell.value for row in table.rows for cell in row if cell and cell.kind == "uri"]
        labels = now.offers.labels(iris)
        rows = [
            now.values(
                {
                    name: cell
                    for name, cell in zip(table.variables, row, strict=True)
                    if cell is not None
                },
                labels,
            )
            for row in table.rows
        ]
        cited, left_out = now.citations.of([*iris, *told])
        return answers.QueryAnswer(
            citations=cited,
            citations_left_out=left_out,
            dataset=now.citations.whole(),
            title=title,
            variables=list(table.variables),
            rows=rows,
            boolean=boolean,
            turtle=None if turtle is None else turtle.decode(),
        )

    def _class(self, name: str, now: Moment) -> str:
        has_place = ":" in name or "/" in name
        iri = (
            iri_named(name, self._vocabulary) if has_place else self._vocabulary.base + "ns/" + name
        )
        if not _is_iri(iri) or not now.known(iri):
            raise RequestError(
                f'type: there is no class "{name[:80]}". Name one such as Claim, Actor, Norm, '
                "Event, Source or ProvisionVersion; the page /ontology lists them.",
                "type",
            )
        return iri

    def _hit(self, iri: str, matched: str, now: Moment) -> answers.Hit:
        label = label_of(iri, now.dataset, self._vocabulary)
        return answers.Hit(iri, label, now.citations.kind(iri), matched, now.citations.gloss(iri))


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
