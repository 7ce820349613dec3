#!/usr/bin/env bash
# Guess: a reader of event streams ends a line at LF, CR or CR LF (WHATWG HTML, 9.2.5), so it does not matter which of
#   them a server sends.
# Seen: the SSE codec of the Vert.x WebClient, new in 5.1, takes CR LF for two line ends. An event comes in parts: one
#   event with the id, one with the name, one with the data and the name "message", each without the rest, and two empty
#   ones. With LF alone the same event is read correctly.
# Versions: vertx-web-client 5.1.6, sse-starlette 3.7.0, JDK 17, Python 3.11.
# Why it matters: sse-starlette ends lines with CR LF by default. A Vert.x program gets the data of such a service, but
#   under another name, and without the id from which it would resume.
# Feedhorn: ends lines with LF. Its sources and its Java client have a parser that follows the standard.
source "$(dirname "$0")/support/maven-packages.sh" io.vertx:vertx-web-client:5.1.6
source "$support/pip-packages.sh" sse-starlette==3.7.0 starlette==1.10.0 uvicorn==0.54.0
cat > server.py <<'PY'
import socket

import uvicorn
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.routing import Route


async def events():
    yield {"id": "1", "event": "update", "data": "a"}
    yield {"id": "2", "event": "update", "data": "b"}


def stream(separator):
    return lambda request: EventSourceResponse(events(), sep=separator)


app = Starlette(routes=[Route("/default", stream(None)), Route("/lf", stream("\n"))])
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])
PY
cat > Read.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public class Read {
  public static void main(String[] arguments) throws Exception {
    WebClient client = WebClient.create(Vertx.vertx());
    for (String path : List.of("/lf", "/default")) {
      List<String> events = new CopyOnWriteArrayList<>();
      client
          .get(Integer.parseInt(arguments[0]), "127.0.0.1", path)
          .as(
              BodyCodec.sseStream(
                  stream ->
                      stream.handler(event -> events.add(event.id() + " " + event.event() + " " + event.data()))))
          .send()
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      System.out.println(path + ": " + events);
    }
    System.exit(0);
  }
}
JAVA
exec 3< <(exec env/bin/python server.py)
started+=($!)
read -r port <&3
java -cp 'lib/*' Read.java "$port" 2> errors | tee result || { cat errors >&2; exit 1; }
grep -qx '/lf: \[1 update a, 2 update b\]' result
grep -q '^/default: \[1 message , null update , null message a, null message , null message , 2 message ,' result
