"""Where contributions are taken, made when it is first needed: reading the shapes takes a second.

It is the same one from then on, whatever becomes of the dataset.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from trilogue.content import Content
from trilogue.contribution.desk import Desk
from trilogue.contribution.effect import Effects
from trilogue.contribution.fields import RecordType, record_types_of
from trilogue.contribution.ledger import Ledger
from trilogue.contribution.publisher import Publisher
from trilogue.contribution.workspace import Workspace
from trilogue.derive import Rule
from trilogue.engine.model import Engine
from trilogue.errors import TrilogueError
from trilogue.parse import parse_file
from trilogue.questions import Question
from trilogue.terms import Vocabulary
from trilogue.validation.judgement import Judge


@dataclass(frozen=True)
class Office:
    """A desk, and what can be handed in there.

    Attributes:
        desk: takes contributions.
        effects: tell what follows, the answers of saved questions too.
        types: the record types that a sheet or a form may hold.
    """

    desk: Desk
    effects: Effects
    types: tuple[RecordType, ...]


class Reception:
    """Opens the office at the first call.

    Args:
        engine: keeps the dataset.
        content: has the shapes; what is published becomes a file there.
        vocabulary: the names under the base.
        ledger: keeps what was handed in.
        rules: that derive what follows.
        questions: whose answers may change.
        writing: held by whoever looks at the dataset and then changes it.
    """

    def __init__(
        self,
        engine: Engine,
        content: Content,
        vocabulary: Vocabulary,
        ledger: Ledger,
        rules: tuple[Rule, ...],
        questions: tuple[Question, ...],
        writing: Lock,
    ) -> None:
        self._engine = engine
        self._content = content
        self._vocabulary = vocabulary
        self._ledger = ledger
        self._rules = rules
        self._questions = questions
        self._writing = writing
        self._opening = Lock()
        self._office: Office | None = None

    def office(self) -> Office:
        """Give the office.

        Raises:
            ContentError: the ontology or the shapes cannot be read.
        """
        with self._opening:
            if self._office is None:
                self._office = self._open()
            return self._office

    def resume(self, failed: Callable[[TrilogueError], object]) -> Thread | None:
        """Carry out in a thread what a service that was stopped had left undone.

        Args:
            failed: told what went wrong; the next start tries again.

        Returns:
            The thread, which was started; None where there is nothing to carry out.
        """
        if not self._ledger.path.exists():
            return None

        def carry_out() -> None:
            try:
                self.office().desk.resume()
            except TrilogueError as error:
                failed(error)

        thread = Thread(target=carry_out, name="contributions", daemon=True)
        thread.start()
        return thread

    def _open(self) -> Office:
        vocabulary = self._vocabulary
        effects = Effects(self._rules, self._questions, vocabulary)
        workspace = Workspace(self._content.root, self._content.is_packaged)
        publisher = Publisher(self._engine, workspace, effects, vocabulary)
        judge = Judge(self._content, vocabulary)
        files = [*self._content.files("ontology"), *self._content.files("shapes")]
        types = record_types_of([parse_file(file, vocabulary.base) for file in files], vocabulary)
        return Office(Desk(self._ledger, judge, effects, publisher, self._writing), effects, types)
