"""Who is tied to whom and to what, as networks: GEXF, GraphML, lists of nodes and edges."""

from trilogue.networks.files import write_networks

__all__ = ["write_networks"]
