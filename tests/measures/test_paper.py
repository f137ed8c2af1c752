from io import BytesIO
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from pypdf import PdfReader

from measures import pdf
from tests.measures.test_pdf import PIXEL, text_of

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not pdf.is_available(), reason="Pango fehlt"),
]


@pytest.fixture
def listener():
    """(address, requests) of a server that would give anything to whoever asks."""

    def answer(environ, start_response):
        asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/css")])
        return [b"p::after { content: 'remote' }"]

    asked = []
    server = make_server("127.0.0.1", 0, answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_nothing_is_fetched_but_our_own_files(listener, tmp_path):
    """Not even if markup should ever get through."""
    paper = pytest.importorskip("measures.paper")
    address, asked = listener
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'secret' }")
    links = [
        f"{address}/a.css", secret.as_uri(), f"../../..{secret}", f"file:{secret}",
        "data:text/css,p::after{content:'data'}", f"{paper.OURS}@{address[7:]}/b.css",
    ]  # fmt: skip
    html = (
        "<html lang='de'><head><title>Titel</title>"
        + "".join(f"<link rel='stylesheet' href=\"{link}\">" for link in links)
        + f"<link rel='attachment' href='{secret.as_uri()}'>"
        f"<style>@import url({address}/c.css); p {{ background: url({PIXEL}) }}</style></head>"
        f"<body><p>Text</p><img alt='' src='{PIXEL}'><img alt='' src='{address}/d.png'>"
        f"<object data='{address}/e.svg'></object><embed src='{secret.as_uri()}'></body></html>"
    )
    file = BytesIO()
    paper.write(html, file)
    reader = PdfReader(file)
    assert (text_of(file.getvalue()), asked, list(reader.attachments)) == ("Text", [], [])
    assert [page.images.keys() for page in reader.pages if page.images] == []
