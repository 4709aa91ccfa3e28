"""One copy of the service over an engine: `python copy_of_service.py PORT ENGINE`.

HERE: `trilogue serve --engine` takes its place. Beside the pages it takes updates at /update.
"""

import sys

from flask import Response, request
from werkzeug.serving import make_server

from trilogue.engine.model import Update
from trilogue.engine.remote import RemoteEngine
from trilogue.settings import Settings
from trilogue.terms import Vocabulary
from trilogue.web.app import create_app


def main(port: int, address: str) -> None:
    """Serve until killed."""
    settings = Settings()
    engine = RemoteEngine(address, settings, Vocabulary())
    app = create_app(settings, engine)

    @app.post("/update")
    def update() -> Response:
        return Response(engine.write(Update(request.get_data(as_text=True))).version)

    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
