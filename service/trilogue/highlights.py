"""What is told of a dataset first: its overview, what happened, what stands out, how much it is."""

from collections.abc import Callable, Iterable
from functools import cached_property

from trilogue.chronicle import Happening, read_chronicle
from trilogue.findings import Finding, findings
from trilogue.inventory import inventory
from trilogue.overview import Overview, overview_of
from trilogue.questions import Question
from trilogue.stage_law import Stages
from trilogue.store import Dataset
from trilogue.terms import Vocabulary


class Highlights:
    """Each part is read when it is first asked for.

    Args:
        store: of the dataset.
        vocabulary: the names under the base.
        questions: some of which stand out.
        stages: gives the law stage by stage.
    """

    def __init__(
        self,
        store: Dataset,
        vocabulary: Vocabulary,
        questions: Iterable[Question],
        stages: Callable[[], Stages],
    ) -> None:
        self._store = store
        self._vocabulary = vocabulary
        self._questions = tuple(questions)
        self._stages = stages

    @cached_property
    def overview(self) -> Overview:
        """How each situation stood at each stage."""
        return overview_of(self._stages(), self._vocabulary)

    @cached_property
    def chronicle(self) -> tuple[Happening, ...]:
        """What happened, in order of time."""
        return read_chronicle(self._store, self._vocabulary)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The questions that stand out, answered."""
        return findings(self._questions, self._store)

    @cached_property
    def inventory(self) -> dict[str, int]:
        """How many there are of the main sorts of things."""
        return inventory(self._store, self._vocabulary)
