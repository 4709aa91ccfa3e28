"""The files of a small dataset: which there are, what they say, and that they say it again."""

import csv
import datetime as dt
import hashlib
import json
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import SlugUnknown
from trilogue.formats import N_QUADS
from trilogue.parse import parse_bytes
from trilogue.store import Store
from trilogue.tables import TableFormat, Wanted, write_tables
from trilogue.tables.delimited import parted
from trilogue.terms import RDF, XSD, Vocabulary

VERSION = "0123456789abcdef"
BASE = "https://w3id.org/trilogue/"
NS = f"{BASE}ns/"
CSV = Wanted(formats=(TableFormat.CSV,))


@pytest.fixture(scope="session")
def tables(tiny_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_tables(tiny_store, Vocabulary(), VERSION, folder)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def typed(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in store.quads(predicate=NamedNode(f"{RDF}type")):
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(NS):
            found.setdefault(str(quad.subject), set()).add(quad.object.value)
    return found


def test_every_record_stands_in_one_table(tables: Path, tiny_store: Store) -> None:
    names = [path.stem for path in (tables / "csv").iterdir() if path.stem != "codebook"]
    found = [f"<{row['iri']}>" for name in names for row in rows(tables, name)]

    assert sorted(found) == sorted(typed(tiny_store))


def test_what_the_shapes_know_is_a_column_and_so_is_what_the_data_says(tables: Path) -> None:
    claim = rows(tables, "Claim")[0]

    assert list(claim)[:8] == [
        "iri",
        "label",
        "type",
        "type_label",
        "prefLabel@en",
        "gloss@en",
        "claimedBy",
        "claimedBy_label",
    ]
    assert claim["type"] == f"{NS}Claim"
    assert "recordedIn" in claim


def test_a_column_has_what_the_store_has(tables: Path, tiny_store: Store) -> None:
    for name, column in (("Claim", "claimedBy"), ("Norm", "coversPractice"), ("Source", "mark")):
        for row in rows(tables, name):
            quads = tiny_store.quads(NamedNode(row["iri"]), NamedNode(f"{NS}{column}"))
            assert parted(row[column]) == sorted({str(q.object)[1:-1] for q in quads})


def test_a_subclass_stands_in_the_table_of_the_nearest_class_that_has_one(
    tables: Path,
) -> None:
    assert {row["type"] for row in rows(tables, "Norm")} > {f"{NS}Prohibition"}
    assert not (tables / "csv" / "Prohibition.csv").exists()
    assert (tables / "csv" / "EffectiveStatus.csv").exists()


def test_a_class_below_can_be_had_by_itself(tiny_store: Store, tmp_path: Path) -> None:
    wanted = Wanted(("prohibition", "Claim"), (TableFormat.CSV,))

    written = write_tables(tiny_store, Vocabulary(), VERSION, tmp_path, wanted)

    assert [path.name for path in written if path.parent == Path("csv")] == [
        "Prohibition.csv",
        "Claim.csv",
        "codebook.csv",
    ]
    assert {row["type"] for row in rows(tmp_path, "Prohibition")} == {f"{NS}Prohibition"}


def test_an_unknown_table_is_told_with_those_that_there_are(
    tiny_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(SlugUnknown, match=r'no table "Cliam".* Claim, '):
        write_tables(tiny_store, Vocabulary(), VERSION, tmp_path, Wanted(("Cliam",)))


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_the_codebook_tells_of_every_column(tables: Path) -> None:
    told = {(row["table"], row["column"]): row for row in rows(tables, "codebook")}
    names = [path.stem for path in (tables / "csv").iterdir() if path.stem != "codebook"]
    headers = {
        (name, column) for name in names for column in header(tables / "csv" / f"{name}.csv")
    }

    assert set(told) == headers
    claimed = told["Claim", "claimedBy"]
    assert claimed["meaning"] == "Names the actor whose statement the claim is."
    assert claimed["cardinality"] == "1..*"
    assert claimed["records_in"] == "Actor"
    assert told["Claim", "claimedOn"]["datatype"] == "xsd:date"


def test_the_workbook_has_a_sheet_for_each_table_and_the_same_rows(tables: Path) -> None:
    workbook = openpyxl.load_workbook(tables / "trilogue.xlsx", read_only=True)
    names = sorted(path.stem for path in (tables / "csv").iterdir() if path.stem != "codebook")

    assert sorted(workbook.sheetnames) == sorted(["Codebook", *names])
    for name in names:
        found = list(workbook[name].iter_rows(values_only=True))
        assert [row[0] for row in found[1:]] == [row["iri"] for row in rows(tables, name)]
    claims = list(workbook["Claim"].iter_rows(values_only=True))
    at = claims[0].index("claimedOn")
    assert isinstance(claims[1][at], dt.datetime)
    assert str(claims[1][at]).removesuffix(" 00:00:00") == rows(tables, "Claim")[0]["claimedOn"]


def test_parquet_has_types_and_the_version(tables: Path) -> None:
    table = pyarrow.parquet.read_table(tables / "parquet" / "Claim.parquet")

    assert str(table.schema.field("claimedOn").type) == "date32[day]"
    assert str(table.schema.field("claimedBy").type).startswith("list<")
    assert table.schema.metadata[b"trilogue.version"] == VERSION.encode()
    assert table.column("iri").to_pylist() == [row["iri"] for row in rows(tables, "Claim")]


def test_the_quads_are_all_there(tables: Path, tiny_store: Store) -> None:
    quads = pyarrow.parquet.read_table(tables / "parquet" / "quads.parquet").to_pylist()
    nodes = pyarrow.parquet.read_table(tables / "parquet" / "nodes.parquet").to_pylist()
    edges = pyarrow.parquet.read_table(tables / "parquet" / "edges.parquet").to_pylist()
    known = {node["iri"] for node in nodes}

    assert len(quads) == tiny_store.count()
    assert len(edges) == sum(
        q["object_kind"] == "iri" and q["subject"] in known and q["object"] in known for q in quads
    )
    plain = {
        (str(q.subject), q.predicate.value, str(q.object))
        for q in tiny_store.quads()
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }
    assert plain == {
        (f"<{q['subject']}>", q["predicate"], f"<{q['object']}>")
        for q in quads
        if q["object_kind"] == "iri" and not q["subject"].startswith("_:")
    }


def test_a_crooked_value_makes_its_column_text(tiny_store: Store, tmp_path: Path) -> None:
    with Store.in_memory() as store:
        store.load(tiny_store.quads())
        claim = next(store.quads(None, NamedNode(f"{RDF}type"), NamedNode(f"{NS}Claim"))).subject
        assert isinstance(claim, NamedNode)
        graph = NamedNode(f"{BASE}graph/more")
        crooked = Literal("last spring", datatype=NamedNode(f"{XSD}date"))
        store.load([Quad(claim, NamedNode(f"{NS}claimedOn"), crooked, graph)])
        write_tables(store, Vocabulary(), VERSION, tmp_path, Wanted(("Claim",)))

    (row,) = (row for row in rows(tmp_path, "Claim") if row["iri"] == claim.value)
    assert "last spring" in parted(row["claimedOn"])
    table = pyarrow.parquet.read_table(tmp_path / "parquet" / "Claim.parquet")
    assert str(table.schema.field("claimedOn").type) == "list<element: string>"


def test_what_the_data_says_beside_the_shapes_gets_a_column_with_a_harmless_name(
    tiny_store: Store, tmp_path: Path
) -> None:
    with Store.in_memory() as store:
        store.load(tiny_store.quads())
        claim = next(store.quads(None, NamedNode(f"{RDF}type"), NamedNode(f"{NS}Claim"))).subject
        assert isinstance(claim, NamedNode)
        graph = NamedNode(f"{BASE}graph/more")
        for local in ("=1+1", "Note", "note", ""):
            said = NamedNode(f"http://elsewhere.example/{local}")
            store.load([Quad(claim, said, Literal(f"as {local}"), graph)])
        write_tables(store, Vocabulary(), VERSION, tmp_path, Wanted(("Claim",)))

    (row,) = (row for row in rows(tmp_path, "Claim") if row["iri"] == claim.value)
    names = {value: name for name, value in row.items()}
    assert names["as =1+1"] == "property_1_1"
    assert len({names[f"as {local}"].casefold() for local in ("Note", "note", "")}) == 3
    assert not any(name[:1] in {"=", "+", "-", "@", ""} for name in row)


def test_the_order_of_the_engine_changes_no_byte(
    tables: Path, tiny_store: Store, tmp_path: Path
) -> None:
    """Blank nodes are named anew too."""
    text = "\n".join(f"{quad} ." for quad in shuffled(tiny_store))
    anew = parse_bytes(text.encode(), N_QUADS, None, "quads").quads
    with Store.in_memory() as store:
        store.load(anew)
        write_tables(store, Vocabulary(), VERSION, tmp_path)

    again, first = files(tmp_path), files(tables)
    assert sorted(again) == sorted(first)
    assert [name for name in first if first[name] != again[name]] == []


def shuffled(store: Store) -> list[Quad]:
    quads = list(store.quads())
    random.Random(6).shuffle(quads)  # noqa: S311 - no secret
    return quads


def test_the_descriptions_name_every_file_with_its_digest(tables: Path) -> None:
    found = files(tables)
    package = json.loads(found.pop("datapackage.json"))
    crate = json.loads(found.pop("ro-crate-metadata.json"))
    said = {each["path"]: each for each in package["resources"]}
    parts = {each["@id"]: each for each in crate["@graph"] if each["@type"] == "File"}

    assert set(said) == set(found)
    assert set(parts) == {*found, "datapackage.json"}
    for name, data in found.items():
        digest = hashlib.sha256(data).hexdigest()
        assert said[name]["hash"] == f"sha256:{digest}"
        assert parts[name]["sha256"] == digest
        assert said[name]["bytes"] == int(parts[name]["contentSize"]) == len(data)


def test_no_file_tells_the_time_of_writing(tables: Path) -> None:
    with zipfile.ZipFile(tables / "trilogue.xlsx") as archive:
        dates = {entry.date_time for entry in archive.infolist()}
        properties = archive.read("docProps/core.xml").decode()

    assert dates == {(1980, 1, 1, 0, 0, 0)}
    moments = re.findall(r"\d{4}-\d\d-\d\d(T[\d:.]+Z)", properties)
    assert moments
    assert set(moments) == {"T00:00:00Z"}
    for name in ("datapackage.json", "ro-crate-metadata.json"):
        told = (tables / name).read_text(encoding="utf-8")
        assert not re.search(r"\d{4}-\d\d-\d\dT\d\d:(?!00:00)", told)


def test_keys_lead_from_table_to_table(tables: Path) -> None:
    package: dict[str, Any] = json.loads((tables / "datapackage.json").read_text("utf-8"))
    schemas = {each["name"]: each["schema"] for each in package["resources"] if "schema" in each}

    assert schemas["claim"]["primaryKey"] == ["iri"]
    keys = {
        key["fields"][0]: key["reference"]["resource"]
        for key in schemas["provision-version"]["foreignKeys"]
    }
    assert keys["inText"] == "legislative-text"
    assert keys["versionOf"] == "provision"
