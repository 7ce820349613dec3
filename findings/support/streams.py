"""A scripted HTTP server for the experiments in Python."""

import http.server
import threading


class Answer(http.server.BaseHTTPRequestHandler):
    """One request and the answer to it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            self.server.answer(self)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The reader closed its connection.

    def reply(self, text, **headers):
        """Sends a whole answer. A "_" in the name of a header stands for "-"."""
        self._head(Content_Length=len(text), **headers)
        self.wfile.write(text.encode())

    def begin_stream(self):
        """Begins an event stream in chunks."""
        self._head(Content_Type="text/event-stream; charset=utf-8", Transfer_Encoding="chunked")

    def send(self, text):
        """Sends one chunk of the stream."""
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def end_stream(self):
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass

    def _head(self, **headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


def serve(answer):
    """Starts a server that calls answer(Answer) for each GET, and returns its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    server.answer = answer
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]
