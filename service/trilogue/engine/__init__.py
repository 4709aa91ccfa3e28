"""Where the dataset is and who evaluates: one interface, two implementations.

`model` says what an engine does. `embedded` is Oxigraph on this machine, with evaluation in
processes that can be killed; `remote` is any SPARQL 1.1 endpoint by its address.
Nothing in this folder knows HTTP's server side.
"""
