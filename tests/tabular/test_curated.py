"""The whole dataset as tables, opened by the programs they are for."""

import json
import re
import warnings
from pathlib import Path

import duckdb
import frictionless
import pytest
from rocrate.rocrate import ROCrate

from trilogue.store import Store
from trilogue.tables import write_tables
from trilogue.terms import Vocabulary

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables(curated_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("curated")
    write_tables(curated_store, Vocabulary(), "0123456789abcdef", folder)
    return folder


def test_frictionless_finds_the_package_valid(tables: Path) -> None:
    with warnings.catch_warnings():
        # Its own use of what its libraries have given up.
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(tables / "datapackage.json"))

    assert report.valid, json.dumps(report.flatten(["taskNumber", "rowNumber", "message"])[:9])
    package = json.loads((tables / "datapackage.json").read_text(encoding="utf-8"))
    assert report.stats["tasks"] == len(package["resources"])


def test_the_crate_is_loaded_with_its_files_licence_and_author(tables: Path) -> None:
    crate = ROCrate(tables)

    assert crate.root_dataset["datePublished"].startswith("2026-")
    assert crate.root_dataset["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert crate.root_dataset["author"]["name"] == "Trilogue contributors"
    files = {entity.id for entity in crate.get_by_type("File")}
    assert files == {
        path.relative_to(tables).as_posix()
        for path in tables.rglob("*")
        if path.is_file() and path.name != "ro-crate-metadata.json"
    }


def test_duckdb_joins_claims_with_the_class_of_who_made_them(
    tables: Path, curated_store: Store
) -> None:
    """By the statement that the documentation prints."""
    text = (ROOT / "docs" / "tables-and-networks.md").read_text(encoding="utf-8")
    _, statement, *others = re.split(r"```(?:sql)?\n", text[text.index("```sql") :])
    assert others
    by_duckdb = duckdb.execute(statement.replace("my-tables", str(tables))).fetchall()

    by_sparql = curated_store.query(
        """
        PREFIX tri: <https://w3id.org/trilogue/ns/>
        SELECT ?class (COUNT(DISTINCT ?claim) AS ?claims)
        WHERE { ?claim tri:claimedBy/a ?class } GROUP BY ?class ORDER BY ?class
        """
    )
    expected = [(row["class"].value, int(row["claims"].value)) for row in by_sparql]  # type: ignore[union-attr]
    assert sorted(by_duckdb) == expected
    assert len(expected) > 5


def test_duckdb_walks_the_edges(tables: Path, curated_store: Store) -> None:
    (count,) = duckdb.execute(
        """
        SELECT count(*) FROM read_parquet($folder || '/edges.parquet') AS edge
        JOIN read_parquet($folder || '/nodes.parquet') AS node ON node.iri = edge.object
        WHERE edge.predicate LIKE '%/heldBy' AND node.table = 'Actor'
        """,
        {"folder": str(tables / "parquet")},
    ).fetchone() or (None,)

    held = Vocabulary().ns("heldBy")
    assert count == sum(1 for _ in curated_store.quads(predicate=held)) > 100
