"""A mail server on this machine that keeps what it is given."""

import email
import threading
from contextlib import contextmanager
from email import policy
from socketserver import StreamRequestHandler, ThreadingTCPServer

REFUSED = "unbekannt@example.org"  # what this server does not take


class Conversation(StreamRequestHandler):
    def handle(self):
        self.answer("220 test")
        for line in iter(self.rfile.readline, b""):
            command = line.decode().strip()
            if REFUSED in command:
                self.answer("550 no such mailbox")
            elif command.upper() == "DATA":
                self.answer("354 go on")
                self.server.mails.append(self.mail())
                self.answer("250 taken")
            elif command.upper() == "QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 fine")

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def mail(self):
        lines = iter(self.rfile.readline, b".\r\n")
        data = b"".join(line.removeprefix(b".") for line in lines)
        return email.message_from_bytes(data, policy=policy.default)


@contextmanager
def mail_server():
    """The server; `.mails` are the messages so far, `.url` is its EMAIL_URL."""
    with ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.mails = []
        server.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
