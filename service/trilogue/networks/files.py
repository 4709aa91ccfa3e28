"""Networks as files.

::

    networks/trilogue.…              the whole network
    networks/actors-practices.…      who has to do with which practice
    networks/actors-norms.…          who has to do with which norm

each as ``.gexf``, ``.graphml``, ``-nodes.csv`` and ``-edges.csv``.
"""

from collections.abc import Iterator
from pathlib import Path

from trilogue.errors import StoreError
from trilogue.extras import required
from trilogue.networks.gexf import gexf_of
from trilogue.networks.graphml import graphml_of
from trilogue.networks.listing import edges_csv, nodes_csv
from trilogue.networks.model import Network
from trilogue.networks.reading import read_network
from trilogue.networks.selection import Projection, projection
from trilogue.records import Records
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

SUFFIXES = (".gexf", ".graphml", ".csv")


def write_networks(
    store: Dataset, vocabulary: Vocabulary, version: str, directory: Path
) -> list[Path]:
    """Write the network of a dataset and its projections; the same dataset gives the same bytes.

    Args:
        store: the dataset.
        vocabulary: the base it was built with.
        version: of the dataset.
        directory: is made where it is missing; files of these names in it are replaced.

    Returns:
        The files, relative to *directory*.

    Raises:
        ExtraMissing: networkx is not installed.
        StoreError: a file cannot be written.
    """
    # Before anything is written.
    required("networkx", "exports", "GraphML")
    records = Records(store, vocabulary)
    whole = read_network(records, version)
    parts = {"trilogue": whole, **{which.value: projection(whole, which) for which in Projection}}
    written = []
    try:
        (directory / "networks").mkdir(parents=True, exist_ok=True)
        for name, network in parts.items():
            for suffix in SUFFIXES:
                file = Path("networks", f"{name}{suffix}")
                for path, data in bytes_of(network, file, records.date):
                    (directory / path).write_bytes(data)
                    written.append(path)
    except OSError as error:
        raise StoreError(
            f"{directory}: the networks cannot be written ({error.strerror}). Name another folder."
        ) from error
    return written


def bytes_of(network: Network, path: Path, date: str) -> Iterator[tuple[Path, bytes]]:
    """Give the files that a network makes under a name: two for CSV, else one.

    Args:
        network: any.
        path: ends with one of `SUFFIXES`.
        date: of the dataset, as an ISO date.

    Raises:
        ExtraMissing: GraphML is wanted and networkx is not installed.
    """
    if path.suffix == ".csv":
        yield path.with_name(f"{path.stem}-nodes.csv"), nodes_csv(network)
        yield path.with_name(f"{path.stem}-edges.csv"), edges_csv(network)
    elif path.suffix == ".graphml":
        yield path, graphml_of(network, date)
    else:
        yield path, gexf_of(network, date)
