"""An engine somewhere else: any SPARQL 1.1 endpoint by its address.

`engine` is what the rest of the program sees; `client` speaks the SPARQL protocol and
`transport` HTTP.
"""

from trilogue.engine.remote.engine import RemoteEngine

__all__ = ["RemoteEngine"]
