"""The description of the service is valid, whole, and true."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web import exports
from trilogue.web.app import create_app

MADE = "post-rbi/employer/any-space/post/any-purpose"
TRAIT = "biometric-categorisation/employer/any-space/any-timing/any-purpose/race"
# There is no such graph and no such contribution, and whoever lists them needs a token.
REFUSED = {
    "/graphs/{path}": {404},
    "/contributions": {401},
    "/contributions/{digest}": {404},
    "/review": {401},
    "/contributions/{digest}/questions": {404},
    "/contribute/file": {401},
}
SAMPLES = {
    "/contribute/{name}": "/contribute/Claim",
    "/contribute/correct": "/contribute/correct?record=https://w3id.org/trilogue/id/actor/france",
    "/contribute/templates/{name}.{suffix}": "/contribute/templates/Claim.csv",
    "/network/drawing": "/network/drawing?around=actor:france",
    "/id/{path}": "/id/actor/france",
    "/ns/{path}": "/ns/Claim",
    "/shape/{path}": "/shape/Norm",
    "/graph/{path}": "/graph/sources",
    "/ontology/{path}": "/ontology/core",
    "/shape-graph/{path}": "/shape-graph/core",
    "/exports/{path}": "/exports/trilogue.ttl",
    "/page/{path}": "/page/id/actor/france",
    "/actor/{slug}": "/actor/france",
    "/claim/{slug}": "/claim/seed-c21",
    "/source/{slug}": "/source/seed-article",
    "/provision/{path}": "/provision/general-approach/art-5-1-d",
    "/data/{path}": "/data/id/actor/france.ttl",
    "/cite.{suffix}": "/cite.bib",
    "/eli.{suffix}": "/eli.jsonld",
    "/nanopub/{path}": "/nanopub/id/claim/seed-c01",
    "/cite/{path}": "/cite/id/actor/france",
    "/linkset/{path}": "/linkset/id/actor/france",
    "/ontology.{suffix}": "/ontology.ttl",
    "/shapes.{suffix}": "/shapes.jsonld",
    "/void.{suffix}": "/void.nt",
    "/catalogue.{suffix}": "/catalogue.ttl",
    "/sitemap/{number}.xml": "/sitemap/1.xml",
    "/changes/activity/{page}.json": "/changes/activity/1.json",
    "/embed/{part}": "/embed/matrix",
    "/matrix.{suffix}": "/matrix.csv",
    "/status": "/status?practice=post-rbi",
    "/sparql/plan": "/sparql/plan?query=ASK%20%7B%7D",
    "/stage/{slug}": "/stage/final-act",
    "/practice/{slug}": "/practice/post-rbi",
    "/practice/{slug}/{stage}": "/practice/missing-child/final-act",
    "/tables/{name}.csv": "/tables/Vote.csv",
    "/id/scenario/{practice}/{deployer}/{space}/{timing}/{purpose}": f"/id/scenario/{MADE}",
    "/id/scenario/{practice}/{deployer}/{space}/{timing}/{purpose}/{trait}": (
        f"/id/scenario/{TRAIT}"
    ),
    "/id/status/{practice}/{deployer}/{space}/{timing}/{purpose}/{stage}": (
        f"/id/status/{MADE}/omnibus"
    ),
    "/id/status/{practice}/{deployer}/{space}/{timing}/{purpose}/{trait}/{stage}": (
        f"/id/status/{TRAIT}/omnibus"
    ),
}


@pytest.fixture(scope="module")
def app(
    curated_store: Store,
    engine_over: Callable[..., Engine],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    settings = Settings(exports=tmp_path_factory.mktemp("exports"))
    with pytest.MonkeyPatch.context() as patch:
        # However busy the machine is.
        patch.setattr(exports, "SECONDS_TO_WAIT", 300)
        yield create_app(settings, engine_over(curated_store))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def described(client: FlaskClient) -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert response.content_type == "application/json"
    document = response.get_json()
    assert isinstance(document, dict)
    return document


def validator(described: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    )


def test_it_is_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_path_answers(described: dict[str, Any], client: FlaskClient) -> None:
    for path, item in described["paths"].items():
        assert item, path
        if "get" in item:
            response = client.get(SAMPLES.get(path, path))
            assert str(response.status_code) in item["get"]["responses"], path
            assert response.status_code in REFUSED.get(path, {200, 303}), path
            if response.status_code == 200:
                assert response.mimetype in item["get"]["responses"]["200"]["content"], path


def test_every_route_is_described_with_its_methods(described: dict[str, Any], app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    told: dict[str, set[str]] = {}
    for path, item in described["paths"].items():
        for method in item:
            address = SAMPLES.get(path, path).partition("?")[0]
            rule, _ = adapter.match(address, method=method.upper(), return_rule=True)
            told.setdefault(f"{rule.endpoint} {rule.rule}", set()).add(method.upper())

    silent = {"HEAD", "OPTIONS"}
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - silent
        # A namespace without a name below it only leads to the list of graphs.
        if methods and rule.endpoint not in {"static", "bundle.file", "resources.namespace"}:
            assert told.get(f"{rule.endpoint} {rule.rule}") == methods, rule


def test_the_slugs_of_the_status_are_offered(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/status"]["get"]["parameters"]
    by_name = {each["name"]: each for each in parameters}

    assert by_name["practice"]["required"]
    assert "post-rbi" in by_name["practice"]["schema"]["enum"]
    assert "final-act" in by_name["stage"]["schema"]["enum"]
    assert not by_name["timing"]["required"]


def test_the_parameters_of_a_question_are_typed(described: dict[str, Any]) -> None:
    def of(question: str) -> dict[str, Any]:
        parameters = described["paths"][f"/questions/{question}"]["get"]["parameters"]
        return {each["name"]: each["schema"] for each in parameters}

    assert of("q44-missing-child")["scenario"] == {"$ref": "#/components/schemas/ScenarioSlug"}
    assert "missing-child" in described["components"]["schemas"]["ScenarioSlug"]["enum"]
    assert of("q45-shop-owner")["scenario"]["type"] == "array"
    assert of("q16-vote-counts")["since"] == {"type": "string", "format": "date"}
    assert of("q24-civil-society-letters")["least"] == {"type": "integer"}


@pytest.mark.parametrize(
    ("address", "schema"),
    [
        ("/status?practice=real-time-rbi&deployer=law-enforcement", "LegalStatus"),
        ("/status?practice=biometric-categorisation&stage=final-act", "LegalStatus"),
        ("/questions/missing-child", "Answer"),
        ("/questions/vote-counts", "Answer"),
        ("/questions/vote-counts/parameters", "QuestionParameters"),
        ("/questions/missing-child/parameters", "QuestionParameters"),
        ("/questions/", "QuestionList"),
        ("/search?q=France", "Hits"),
        ("/search?q=emotoin&type=Claim", "Hits"),
        ("/healthz", "Health"),
        ("/status?practice=nothing", "Problem"),
        ("/status", "Problem"),
        ("/nothing", "Problem"),
    ],
)
def test_an_answer_is_what_its_schema_says(
    described: dict[str, Any], client: FlaskClient, address: str, schema: str
) -> None:
    answer = json.loads(client.get(address, headers={"Accept": "application/json"}).data)

    assert [e.message for e in validator(described, schema).iter_errors(answer)] == []


def test_every_field_of_a_status_is_explained(described: dict[str, Any]) -> None:
    properties = described["components"]["schemas"]["StageStatus"]["properties"]

    assert [name for name, schema in properties.items() if "description" not in schema] == []


def test_no_method_is_told_that_is_not_there(described: dict[str, Any], app: Flask) -> None:
    allowed = app.url_map.bind("localhost").allowed_methods("/graphs")

    told = {method.upper() for method in described["paths"]["/graphs"]}
    assert told == set(allowed) - {"HEAD", "OPTIONS"}


def test_writing_needs_a_token(described: dict[str, Any]) -> None:
    assert described["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert {"bearer": []} in described["paths"]["/sparql"]["post"]["security"]
    for item in described["paths"].values():
        for method in set(item) & {"put", "delete", "patch"}:
            assert item[method]["security"] == [{"bearer": []}]


def test_names_of_components_are_plain(described: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"\w+", name) for name in described["components"]["schemas"])
