"""Run the W3C suites of SPARQL 1.1 against a service, and print a table.

    python tests/conformance/run.py FOLDER [--url URL --token TOKEN] [--verbose]

FOLDER is a checkout of github.com/w3c/rdf-tests; docs/conformance.md tells how to get one.
Without --url a service of its own is started on this machine. The dataset of the service is
overwritten, so never name one that anybody needs.
"""

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation_suites import run_evaluation
from protocol_suites import run_description, run_http
from rdflib import URIRef
from under_test import MF, Files, Service, Suite, entries

SPARQL_11 = "sparql/sparql11"
# Defined in its manifest, and left out of the list there.
NOT_LISTED = "head_non_existing_direct"


@contextmanager
def own_service() -> Iterator[Service]:
    """Serve an empty dataset on this machine for as long as the context lasts."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
    from resident import ResidentEngine
    from werkzeug.serving import WSGIRequestHandler, make_server

    from trilogue.access import Access
    from trilogue.settings import Settings
    from trilogue.store import Store
    from trilogue.web.app import create_app

    class Quiet(WSGIRequestHandler):
        def log_request(self, *_: object) -> None:
            pass

    with TemporaryDirectory() as folder, Store.in_memory() as store:
        access = Access(Path(folder) / "tokens.json")
        _, token = access.create("maintainer", "conformance", 1, "Ada")
        settings = Settings()
        app = create_app(settings, ResidentEngine(store, settings), access=access)
        server = make_server("127.0.0.1", 0, app, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Service(f"http://127.0.0.1:{server.server_port}/sparql", token)
        finally:
            server.shutdown()
            thread.join()


def suites(service: Service, files: Files) -> Iterator[Suite]:
    """Run everything."""
    manifest = files.graph(f"{SPARQL_11}/protocol/manifest.ttl")
    suite = Suite("protocol")
    run_http(suite, service, files, manifest, entries(manifest), service.path)
    yield suite
    for kind in ("indirect", "direct"):
        manifest = files.graph(f"{SPARQL_11}/graph-store-protocol/manifest-{kind}.ttl")
        tests = entries(manifest)
        tests += [
            test
            for test in manifest.subjects(MF.name)
            if isinstance(test, URIRef) and str(test).endswith(NOT_LISTED)
        ]
        suite = Suite(f"graph store, {kind}")
        run_http(suite, service, files, manifest, tests, service.graphs)
        yield suite
    suite = Suite("service description")
    run_description(suite, service)
    yield suite
    suite = Suite("CSV and TSV results")
    run_evaluation(suite, service, files, f"{SPARQL_11}/csv-tsv-res")
    yield suite
    included = files.read(f"http://suite.example/{SPARQL_11}/manifest-sparql11-query.ttl").decode()
    suite, syntax = Suite("query evaluation"), Suite("query syntax")
    for line in included.splitlines():
        directory = line.strip().strip("<>").removesuffix("/manifest.ttl")
        if line.strip().startswith("<") and line.strip().endswith("manifest.ttl>"):
            one = syntax if directory.startswith("syntax") else suite
            run_evaluation(one, service, files, f"{SPARQL_11}/{directory}")
    yield suite
    yield syntax


def main() -> int:
    """Run everything and print the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description="Run the W3C suites of SPARQL 1.1.")
    parser.add_argument("folder", type=Path, help="a checkout of w3c/rdf-tests")
    parser.add_argument("--url", help="address of the service's /sparql; by default one is started")
    parser.add_argument("--token", default="", help="of a maintainer of that service")
    parser.add_argument("--verbose", action="store_true", help="tell each test that failed")
    options = parser.parse_args()
    files = Files(options.folder)
    is_reached = True
    print("| Suite | Passed | Of | The engine alone |\n| --- | --- | --- | --- |")
    service_given = nullcontext(Service(options.url, options.token))
    with service_given if options.url else own_service() as service:
        for suite in suites(service, files):
            total = suite.passed + len(suite.failed)
            alone = "" if suite.alone is None else str(suite.alone)
            print(f"| {suite.name} | {suite.passed} | {total} | {alone} |", flush=True)
            if options.verbose or not suite.is_reached:
                print("".join(f"  {line}\n" for line in suite.failed), end="")
            is_reached = is_reached and suite.is_reached
    return 0 if is_reached else 1


if __name__ == "__main__":
    sys.exit(main())
