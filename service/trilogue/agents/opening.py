"""Opens the tools over the engine that the settings name, with limits that fit those who ask."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from trilogue.agents.tools import Tools
from trilogue.content import Content
from trilogue.derive import read_rule
from trilogue.engine.embedded import EmbeddedEngine
from trilogue.engine.model import Engine
from trilogue.engine.remote import RemoteEngine
from trilogue.questions import read_questions
from trilogue.settings import Settings, store_directory
from trilogue.terms import Vocabulary

# What a model can read at once; a query that gives more is told so.
MOST_SOLUTIONS = 1_000
MOST_ANSWER_BYTES = 1_000_000


@contextmanager
def opened_tools(settings: Settings, content: Content) -> Iterator[Tools]:
    """Give the tools over a store that is built; the context's end ends its processes.

    Raises:
        StoreMissing: there is no store.
        ContentError: a rule or question cannot be read.
    """
    lowered = limited(settings)
    vocabulary = Vocabulary(settings.base)
    rules = [read_rule(file, vocabulary) for file in content.rules()]
    questions = read_questions(content, settings.base)
    engine: Engine
    if settings.engine is None:
        engine = EmbeddedEngine(store_directory(settings, content.root), lowered)
    else:
        engine = RemoteEngine(settings.engine, lowered, vocabulary)
    with closing(engine):
        yield Tools(engine, content, lowered, rules, questions)


def limited(settings: Settings) -> Settings:
    """Lower the limits on an answer to what a model can read."""
    return replace(
        settings,
        max_solutions=min(settings.max_solutions, MOST_SOLUTIONS),
        max_answer_bytes=min(settings.max_answer_bytes, MOST_ANSWER_BYTES),
    )
