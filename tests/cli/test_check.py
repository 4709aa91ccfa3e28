"""`trilogue check`: green over sound content, red with file and line over the rest."""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trilogue.cli import main

CLAIMS = "graph/claims/press.ttl"
NORMS = "graph/norms/final-act.ttl"
ROLES = "graph/roles/presidencies.ttl"

Run = Callable[..., Result]


@pytest.fixture
def run(tiny: Path) -> Run:
    """Run the command over the tiny content, without the reasoner unless it is asked for."""

    def check(*arguments: str, reasoner: bool = False) -> Result:
        skip = [] if reasoner else ["--skip-reasoner"]
        return CliRunner().invoke(main, ["check", "--content", str(tiny), *skip, *arguments])

    return check


def edit(root: Path, relative: str, old: str, new: str) -> int:
    """Replace *old*, and give the line where *new* now stands."""
    path = root / relative
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return text.count("\n", 0, text.index(old)) + 1


def test_sound_content_is_green_and_counted(run: Run) -> None:
    result = run(reasoner=True)

    assert result.exit_code == 0, result.output
    assert re.fullmatch(
        r"\d+ files, \d+ statements: no violation(, \d+ notes?)?, in \d+\.\d s\n", result.stdout
    )


def test_a_syntax_error_is_told_and_the_other_files_are_read_on(run: Run, tiny: Path) -> None:
    line = edit(tiny, CLAIMS, "tri:aboutActor actor:france ;", "tri:aboutActor actor:france")
    other = edit(tiny, "graph/sources.ttl", "a tri:Source ;", "a tri:Source")

    result = run()

    assert result.exit_code == 1
    assert re.search(rf"^{CLAIMS}:{line + 1}:\d+: violation: ", result.stdout, re.MULTILINE)
    assert f"graph/sources.ttl:{other + 1}:5: violation: " in result.stdout
    # Nothing that points into the broken files is reported for that.
    assert "2 violations" in result.stdout


@pytest.mark.parametrize(
    ("relative", "old", "new", "message"),
    [
        (CLAIMS, "tri:aboutActor", "tri:aboutActr", "Unknown property tri:aboutActr."),
        (
            NORMS,
            "tri:exceptionTo act-norm:ban",
            "tri:exceptionTo <https://w3id.org/trilogue/id/norm/general-approach/ban>",
            "stage",
        ),
        (CLAIMS, "tri:aboutActor actor:france", "owl:sameAs actor:france", "owl:sameAs"),
    ],
    ids=["an unknown property", "an exception to a norm of another stage", "an owl:sameAs"],
)
def test_a_wrong_statement_is_told_with_its_line(
    run: Run, tiny: Path, relative: str, old: str, new: str, message: str
) -> None:
    if new.startswith("owl:"):
        edit(
            tiny,
            relative,
            "@prefix skos:",
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix skos:",
        )
    line = edit(tiny, relative, old, new)

    result = run()

    told = [text for text in result.stdout.splitlines() if text.startswith(f"{relative}:{line}: ")]
    assert result.exit_code == 1
    assert any(message in text for text in told), result.stdout


def test_a_claim_without_evidence_is_told_at_the_claim(run: Run, tiny: Path) -> None:
    edit(tiny, CLAIMS, "    tri:evidencedBy excerpt:page ;\n", "")
    line = edit(tiny, CLAIMS, "claim:deal a tri:Claim", "claim:deal a tri:Claim")

    result = run()

    assert result.exit_code == 1
    [told] = [text for text in result.stdout.splitlines() if ": violation: " in text]
    assert told.startswith(f"{CLAIMS}:{line}: violation: ")
    assert "evidencedBy" in told
    assert "A deal was struck" in told


def test_a_presidency_overlap_is_told_at_both_roles(run: Run, tiny: Path) -> None:
    edit(tiny, ROLES, '"2023-06-30"', '"2023-07-01"')
    lines = {
        edit(tiny, ROLES, f"{role} a tri:RoleHolding", f"{role} a tri:RoleHolding")
        for role in ("role:sweden-2023", "role:spain-2023")
    }

    result = run()

    told = re.findall(rf"^{ROLES}:(\d+): violation: ", result.stdout, re.MULTILINE)
    assert result.exit_code == 1
    assert {int(line) for line in told} == lines


def test_facts_that_contradict_the_axioms_are_told_with_the_reasoner(run: Run, tiny: Path) -> None:
    line = edit(
        tiny,
        NORMS,
        "act-norm:ban a tri:Prohibition",
        "act-norm:ban a tri:Prohibition, tri:Permission",
    )

    result = run(reasoner=True)

    assert result.exit_code == 1
    assert f"{NORMS}:{line}: violation: Ban of the act cannot be both" in result.stdout
    assert "The facts contradict the axioms of the ontology." in result.stdout


@pytest.mark.parametrize(
    ("relative", "text", "place"),
    [
        ("ontology/questions/q99-x.rq", "# What?\nSELCT ?s WHERE { ?s ?p ?o }\n", ":2:10: "),
        (
            "ontology/rules/999-x.rq",
            "# rule: x 1.0\nCONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }\n",
            ":2:19: ",
        ),
        (
            "ontology/questions/q98-x.rq",
            "# What?\nPREFIX tri: <https://w3id.org/trilogue/ns/>\nASK { ?s tri:nothing ?o }\n",
            ":3: violation: Unknown term tri:nothing.",
        ),
        (
            "ontology/questions/q97-x.rq",
            "# What?\n# @param ?s tri:Claim Which?\nSELECT ?s WHERE { ?s ?p ?o }\n",
            ": violation: The query has 0 blocks VALUES ?s",
        ),
        ("graph/facts.csv", "a,b\n", ": violation: Only .ttl"),
    ],
    ids=[
        "a broken question",
        "a broken rule",
        "an unknown term in a question",
        "a parameter without a place",
        "a stray file",
    ],
)
def test_what_is_no_turtle_is_looked_at_too(
    run: Run, tiny: Path, relative: str, text: str, place: str
) -> None:
    (tiny / relative).write_text(text)

    result = run()

    assert result.exit_code == 1
    assert f"{relative}{place}" in result.stdout


def test_an_undocumented_term_is_told(run: Run, tiny: Path) -> None:
    path = tiny / "ontology" / "claim.ttl"
    path.write_text(path.read_text() + "\ntri:rumour a owl:Class .\n")
    line = path.read_text().count("\n")

    result = run()

    assert result.exit_code == 1
    assert f"ontology/claim.ttl:{line}: violation: " in result.stdout


def test_with_a_path_only_what_is_found_there_is_shown(run: Run, tiny: Path) -> None:
    edit(tiny, CLAIMS, "tri:aboutActor", "tri:aboutActr")
    edit(tiny, ROLES, "tri:roleOf", "tri:roleOff")

    claims, roles, sources = (
        run(str(tiny / relative)) for relative in (CLAIMS, "graph/roles", "graph/sources.ttl")
    )

    assert (claims.exit_code, roles.exit_code, sources.exit_code) == (1, 1, 0)
    assert ROLES not in claims.stdout
    assert CLAIMS not in roles.stdout


def test_a_file_from_elsewhere_is_checked_as_if_it_were_in_the_graph(
    run: Run, tiny: Path, tmp_path: Path
) -> None:
    text = (tiny / CLAIMS).read_text().replace("claim:deal", "claim:other")
    draft = tmp_path / "draft.ttl"
    draft.write_text(text)
    assert run(str(draft)).exit_code == 0

    draft.write_text(text.replace("actor:france", "actor:nobody"))
    result = run(str(draft))

    assert result.exit_code == 1
    assert "actor:nobody is described nowhere." in result.stdout
    assert result.stdout.startswith(f"{draft}:")


def test_json_holds_every_finding(run: Run, tiny: Path) -> None:
    line = edit(tiny, CLAIMS, "tri:aboutActor", "tri:aboutActr")

    document = json.loads(run("--format", "json").stdout)

    assert document["conforms"] is False
    assert (CLAIMS, line) in {(found["file"], found["line"]) for found in document["results"]}


def test_github_annotates_the_line(run: Run, tiny: Path) -> None:
    line = edit(tiny, CLAIMS, "tri:aboutActor", "tri:aboutActr")

    result = run("--format", "github")

    assert f"::error file={CLAIMS},line={line}," in result.stdout


def test_notes_are_counted_and_shown_on_demand(run: Run) -> None:
    assert "info:" not in run().stdout
    assert "info:" in run("--info").stdout


def test_without_java_the_check_says_so_and_fails_unless_the_reasoner_is_skipped(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    without = run(reasoner=True)

    assert without.exit_code == 2
    assert "--skip-reasoner" in without.stderr
    assert "trilogue[reasoner]" in without.stderr
    assert run().exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [["nothing.ttl"], ["--format", "xml"], ["--content", "nowhere"]],
    ids=["no such path", "no such format", "no such content"],
)
def test_a_wrong_call_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["check", *arguments]).exit_code == 2
