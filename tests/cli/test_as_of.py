"""The dataset as it was published on a day: before a contribution, with it, after it went."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import ADA, BEA, CLAIM, CYD, desk_over, parsed
from resident import ResidentEngine

from trilogue.build import fill, read_rules
from trilogue.cli import main
from trilogue.content import Content
from trilogue.contribution import desk as desk_module
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import CC_BY, Vocabulary
from trilogue.validation.curated import read

DAYS = ("2027-01-10", "2027-02-10", "2027-03-10", "2027-04-10")


@pytest.fixture
def lived(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content with a claim that came on 10 February 2027 and went on 10 April."""
    from datetime import UTC, datetime

    days = iter(["2027-01-20", DAYS[1], DAYS[3]])
    monkeypatch.setattr(
        desk_module, "moment", lambda: datetime.fromisoformat(next(days)).replace(tzinfo=UTC)
    )
    content, vocabulary = Content(tiny), Vocabulary()
    with Store.in_memory() as store:
        curated, _ = read(content, vocabulary)
        fill(store, curated, read_rules(content, vocabulary)[0], lambda _: None)
        desk = desk_over(ResidentEngine(store, Settings()), content, tmp_path / "ledger.sqlite3")
        digest = desk.submit([parsed(CLAIM)], ADA, CC_BY)[0].digest
        desk.accept(digest, BEA)
        desk.retract(digest, CYD, "Forged.")
    return tiny


def count(content: Path, pattern: str, day: str, code: int = 0) -> str:
    query = f"PREFIX tri: <{Vocabulary().base}ns/> SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    arguments = ["query", "-q", query, "--format", "csv", "--content", str(content)]
    result = CliRunner().invoke(main, [*arguments, "--as-of", day])
    assert result.exit_code == code, result.output
    return result.output.split()[-1]


@pytest.mark.parametrize(
    ("day", "claims", "steps", "stones", "contributors"),
    [
        (DAYS[0], "1", "0", "0", "0"),
        ("2027-02-09", "1", "1", "0", "1"),
        (DAYS[1], "2", "3", "0", "2"),
        ("2027-02-10T00:00:00Z", "2", "3", "0", "2"),
        (DAYS[2], "2", "3", "0", "2"),
        (DAYS[3], "1", "4", "2", "3"),
    ],
)
def test_a_day_has_what_was_published_by_then(
    lived: Path, day: str, claims: str, steps: str, stones: str, contributors: str
) -> None:
    assert count(lived, "?x a tri:Claim", day) == claims
    assert count(lived, "?x a tri:Step", day) == steps
    assert count(lived, "?x a tri:Tombstone", day) == stones
    assert count(lived, "?x a tri:Contributor", day) == contributors


def test_the_retracted_file_is_needed_for_the_days_before(lived: Path) -> None:
    (kept,) = (lived / "retracted").rglob("*.ttl")
    kept.unlink()
    result = CliRunner().invoke(
        main, ["query", "-q", "ASK {}", "--content", str(lived), "--as-of", DAYS[2]]
    )
    assert result.exit_code == 2
    assert "is not kept here" in result.output
    assert count(lived, "?x a tri:Claim", DAYS[3]) == "1"


@pytest.mark.parametrize("day", ["yesterday", "2027-13-01", "2027-01-01T10:00:00"])
def test_what_is_no_day_is_told(lived: Path, day: str) -> None:
    result = CliRunner().invoke(
        main, ["query", "-q", "ASK {}", "--content", str(lived), "--as-of", day]
    )
    assert result.exit_code == 2
    assert "Give" in result.output


def test_an_export_tells_its_day(lived: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["export", str(tmp_path / "out"), "--content", str(lived), "--as-of", DAYS[1]]
    )
    assert result.exit_code == 0, result.output
    assert f"@{DAYS[1]}T23:59:59" in (tmp_path / "out" / "void.ttl").read_text()
    assert "claim/pause>" in (tmp_path / "out" / "trilogue.nq").read_text()


def test_a_patch_leads_from_one_day_to_another(lived: Path, tmp_path: Path) -> None:
    content = ["--content", str(lived), "--format", "nq", "--coding", "none", "--part", "dumps"]
    days = ["--patch-from", DAYS[0], "--as-of", DAYS[1]]
    states = []
    for number, day in enumerate(DAYS[:2]):
        arguments = ["export", str(tmp_path / str(number)), *content, "--as-of", day]
        assert CliRunner().invoke(main, arguments).exit_code == 0
        lines = (tmp_path / str(number) / "trilogue.nq").read_bytes().splitlines()
        states.append(set(lines))

    result = CliRunner().invoke(
        main, ["export", str(tmp_path / "patch"), *content, "--part", "patch", *days]
    )

    assert result.exit_code == 0, result.output
    rows = (tmp_path / "patch" / "trilogue.rdfp").read_bytes().splitlines()[3:-1]
    assert {row[2:] for row in rows if row[:1] == b"A"} == states[1] - states[0] != set()
    assert {row[2:] for row in rows if row[:1] == b"D"} == states[0] - states[1]


def test_steps_are_never_changed(lived: Path) -> None:
    with sqlite3.connect(lived.parent / "ledger.sqlite3") as connection:
        for statement in ("DELETE FROM steps", "UPDATE steps SET reason = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                connection.execute(statement)
