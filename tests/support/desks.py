"""A desk over a small content tree, with a real engine, ledger and workspace.

Run as a program it takes one decision and ends itself, by SIGKILL, at a point that is named::

    python desks.py ROOT WHAT DIGEST POINT NUMBER

ROOT holds ``content/``, ``store/`` and ``contributions.sqlite3``; WHAT is accept, retract or
decline; the process ends at the NUMBERth time that the publisher passes POINT. It tells the points
on standard output.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from trilogue.build import read_rules
from trilogue.content import Content
from trilogue.contribution.desk import Desk
from trilogue.contribution.effect import Effects
from trilogue.contribution.ledger import Ledger
from trilogue.contribution.model import Person
from trilogue.contribution.publisher import Publisher
from trilogue.contribution.workspace import Workspace
from trilogue.engine.embedded import EmbeddedEngine
from trilogue.engine.model import Engine
from trilogue.formats import TURTLE
from trilogue.parse import ParsedFile
from trilogue.settings import Settings
from trilogue.terms import Vocabulary
from trilogue.validation.judgement import Judge
from trilogue.validation.submission import read_submission

ADA = Person("ada", "Ada")
BEA = Person("bea", "Bea")
CYD = Person("cyd", "Cyd")

PREFIXES = "".join(
    f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in Vocabulary().prefixes().items()
)
CLAIM = """\
claim:pause a tri:Claim ;
    skos:prefLabel "The network asks for a pause"@en ;
    tri:gloss "It wants the talks to stop for a while."@en ;
    tri:aboutActor actor:france ;
    tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ;
    tri:evidencedBy excerpt:page-second ;
    tri:mark mark:verified-page .

excerpt:page-second a tri:Excerpt ;
    tri:excerptOf source:page ;
    tri:locator "second paragraph" ;
    tri:mark mark:verified-page .
"""
CORRECTION = """\
claim:pause-of-a-month a tri:Claim ;
    skos:prefLabel "The network asks for a month's pause"@en ;
    tri:gloss "It wants the talks to stop for a month."@en ;
    tri:aboutActor actor:france ;
    tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ;
    tri:evidencedBy excerpt:page ;
    tri:mark mark:verified-page ;
    tri:supersedesRecord claim:pause .
"""


def parsed(text: str) -> ParsedFile:
    """Read Turtle with all canonical prefixes as a contribution."""
    file, found = read_submission((PREFIXES + text).encode(), TURTLE, "one.ttl", Vocabulary())
    assert file is not None
    assert found == []
    return file


def desk_over(
    engine: Engine,
    content: Content,
    ledger: Path,
    checkpoint: Callable[[str], None] = lambda _: None,
) -> Desk:
    """Make the desk as the service does."""
    vocabulary = Vocabulary()
    rules, broken = read_rules(content, vocabulary)
    assert broken == []
    effects = Effects(rules, (), vocabulary)
    publisher = Publisher(engine, Workspace(content.root), effects, vocabulary, checkpoint)
    judge = Judge(content, vocabulary)
    return Desk(Ledger(ledger), judge, effects, publisher, threading.Lock())


def main(root: Path, what: str, digest: str, point: str, number: int) -> None:
    passed = 0

    def checkpoint(step: str) -> None:
        nonlocal passed
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()
        passed += step == point
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    content = Content(root / "content")
    with closing(EmbeddedEngine(root / "store", Settings())) as engine:
        desk = desk_over(engine, content, root / "contributions.sqlite3", checkpoint)
        decide = {"accept": desk.accept, "retract": desk.retract, "decline": desk.decline}
        decide[what](digest, BEA, "As it must be.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
