"""The dataset over HTTP: one thin skin over the modules that know no web.

`site` holds what every request needs; `parameters`, `sparql` and `resources` speak protocols;
`pages` and `links` speak to people; `problems` alone knows HTTP statuses of errors; `app` joins.
"""
