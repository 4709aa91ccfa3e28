"""Serve an N-Triples file with rdflib-endpoint: ``rdflib_peer.py FILE PORT``."""

import sys

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint


def main() -> None:
    """Load the file, then serve it until told to stop."""
    graph = rdflib.Graph()
    graph.parse(sys.argv[1], format="nt")
    uvicorn.run(
        SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="error"
    )


if __name__ == "__main__":
    main()
