"""Prints its port, then one JSON line for each request that it has understood as a whole. Ends with its standard input."""
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()


def record(**fields):
    line = json.dumps(fields)
    with lock:
        print(line, flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def answer(self):
        body = self.body()
        if body is None:
            self.close_connection = True
            return
        cases = self.headers.get_all("x-case", [])
        record(
            method=self.command,
            url=self.path,
            requestIds=self.headers.get_all("x-request-id", []),
            cases=cases,
            head=str(self.headers),
            body=body.decode("latin1"),
        )
        text = json.dumps({"answers": ",".join(cases), "url": self.path}, separators=(",", ":")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = answer

    def body(self):
        """The whole body; None when the connection ends before it does."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while True:
                line = self.rfile.readline(100)
                if not line.endswith(b"\r\n"):
                    return None
                size = int(line, 16)
                part = self.rfile.read(size)
                end = self.rfile.readline(100)
                if len(part) < size or end != b"\r\n":
                    return None
                if size == 0:
                    return b"".join(parts)
                parts.append(part)
        size = int(self.headers.get("content-length", "0"))
        part = self.rfile.read(size)
        return part if len(part) == size else None

    def send_error(self, code, message=None, explain=None):
        record(method="", url="", requestIds=[], cases=[], head=f"{code} {message}", body="")
        self.close_connection = True

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
