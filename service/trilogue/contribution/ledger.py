"""Every contribution that was handed in, and every step taken with it: one file, only added to.

Contributions and steps are rows that are never changed and never removed. Two steps of one
contribution cannot have one number, so of two people who decide at once one comes too late.
Kept beside the tokens and not in the dataset: what is undecided is not public, and the dataset may
be built anew at any time.

Source: SQLite, write-ahead logging.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from trilogue.contribution.canonical import canonical_nquads
from trilogue.contribution.model import STATE_AFTER, Act, Contribution, Person, State, Step, written
from trilogue.errors import ContributionNotFound, LedgerUnusable, WrongState
from trilogue.formats import N_QUADS
from trilogue.parse import parse_bytes

_SECONDS_TO_WAIT = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS contributions (
  digest TEXT PRIMARY KEY, slug TEXT NOT NULL, name TEXT NOT NULL, licence TEXT NOT NULL,
  note TEXT NOT NULL, nquads BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS steps (
  digest TEXT NOT NULL REFERENCES contributions, number INTEGER NOT NULL, act TEXT NOT NULL,
  slug TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (digest, number)
) STRICT;
CREATE INDEX IF NOT EXISTS contributor ON contributions (slug);
CREATE TRIGGER IF NOT EXISTS steps_stay BEFORE UPDATE ON steps
  BEGIN SELECT RAISE(ABORT, 'steps are only added'); END;
CREATE TRIGGER IF NOT EXISTS steps_are_kept BEFORE DELETE ON steps
  BEGIN SELECT RAISE(ABORT, 'steps are only added'); END;
"""
_SELECT = """
SELECT c.digest, c.slug, c.name, c.licence, c.note, c.nquads, first.at, last.act
FROM contributions c
JOIN steps first ON first.digest = c.digest AND first.number = 1
JOIN steps last ON last.digest = c.digest
  AND last.number = (SELECT MAX(number) FROM steps WHERE digest = c.digest)
"""


class Ledger:
    """The file at *path*, made when something is first written.

    May be used by several threads and processes at once.

    Args:
        path: of the file; others beside it begin with its name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, contribution: Contribution) -> bool:
        """Keep what was handed in, with its first step, unless it is there already.

        Returns:
            Whether it was not there.

        Raises:
            LedgerUnusable: the file cannot be written.
        """
        person = contribution.contributor
        row = (
            contribution.digest,
            person.slug,
            person.name,
            contribution.licence,
            contribution.note,
            canonical_nquads(contribution.quads),
        )
        step = Step(contribution.digest, 1, Act.SUBMITTED, person, contribution.submitted, "")
        with self._opened() as connection, _writing(connection):
            done = connection.execute(
                "INSERT INTO contributions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row
            )
            if done.rowcount == 0:
                return False
            _insert(connection, step)
        return True

    def append(self, step: Step) -> None:
        """Add one step after the last one.

        Raises:
            WrongState: another step has its number, so somebody was faster.
            LedgerUnusable: the file cannot be written.
        """
        try:
            with self._opened() as connection, _writing(connection):
                _insert(connection, step)
        except sqlite3.IntegrityError as error:
            state = self.get(step.digest).state
            raise WrongState(
                "Somebody else was faster, and the contribution is now "
                f"{state.value}. Look at it again.",
                state.value,
            ) from error

    def get(self, digest: str) -> Contribution:
        """Give the contribution with this *digest*.

        Raises:
            ContributionNotFound: there is none.
            LedgerUnusable: the file cannot be read.
        """
        found = self._select("WHERE c.digest = ?", (digest,))
        if not found:
            raise ContributionNotFound(
                f"There is no contribution {digest[:80]}. Its digest has 64 hexadecimal digits.",
                digest[:80],
            )
        return found[0]

    def in_states(self, states: Iterable[State]) -> tuple[Contribution, ...]:
        """Give those in any of the *states*, oldest first.

        Raises:
            LedgerUnusable: the file cannot be read.
        """
        wanted = set(states)
        acts = [act.value for act, state in STATE_AFTER.items() if state in wanted]
        marks = ", ".join("?" * len(acts))
        return self._select(f"WHERE last.act IN ({marks})", acts)

    def of(self, person: Person) -> tuple[Contribution, ...]:
        """Give those that the *person* handed in, oldest first.

        Raises:
            LedgerUnusable: the file cannot be read.
        """
        return self._select("WHERE c.slug = ?", (person.slug,))

    def steps(self, digest: str) -> tuple[Step, ...]:
        """Give the steps of one contribution in their order; none where there is none of the name.

        Raises:
            LedgerUnusable: the file cannot be read.
        """
        if not self.path.exists():
            return ()
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT number, act, slug, name, at, reason FROM steps WHERE digest = ?"
                " ORDER BY number",
                (digest,),
            ).fetchall()
        return tuple(
            Step(digest, number, Act(act), Person(slug, name), datetime.fromisoformat(at), reason)
            for number, act, slug, name, at, reason in rows
        )

    def _select(self, where: str, parameters: Sequence[str]) -> tuple[Contribution, ...]:
        if not self.path.exists():
            return ()
        with self._opened() as connection:
            rows = connection.execute(
                f"{_SELECT} {where} ORDER BY first.at, c.digest", parameters
            ).fetchall()
        return tuple(map(_contribution, rows))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=_SECONDS_TO_WAIT)) as connection:
                connection.isolation_level = None
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.executescript(_SCHEMA)
                yield connection
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, OSError) as error:
            # Its name and not its place: this may be told to a client.
            raise LedgerUnusable(
                f"{self.path.name}: the contributions cannot be read or written ({error}). "
                "Mend the file or its folder, or name another with TRILOGUE_CONTRIBUTIONS."
            ) from error


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, step: Step) -> None:
    person = step.person
    connection.execute(
        "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            step.digest,
            step.number,
            step.act.value,
            person.slug,
            person.name,
            written(step.at),
            step.reason,
        ),
    )


def _contribution(row: tuple[str, str, str, str, str, bytes, str, str]) -> Contribution:
    digest, slug, name, licence, note, nquads, submitted, act = row
    return Contribution(
        digest,
        Person(slug, name),
        datetime.fromisoformat(submitted),
        licence,
        note,
        STATE_AFTER[Act(act)],
        tuple(parse_bytes(nquads, N_QUADS, None, digest).quads),
    )
