"""A city's own photo server."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from werkzeug.serving import make_server
from werkzeug.wrappers import Response


@contextmanager
def photo_at() -> Iterator[str]:
    """The address of a photo."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(picture, "JPEG")
    app = Response(picture.getvalue(), mimetype="image/jpeg")
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/done.jpg"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
