package io.feedhorn.source.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads the body of a response up to a maximum size. */
final class PolledBody {
  private PolledBody() {}

  /** Returns the body; fails, and ends the request, if it is larger. */
  static Future<Buffer> read(HttpClientResponse response, int maxBytes) {
    Buffer body = Buffer.buffer();
    Promise<Buffer> read = Promise.promise();
    response.handler(
        chunk -> {
          body.appendBuffer(chunk);
          if (body.length() > maxBytes) {
            read.tryFail("the body is larger than max-size, " + maxBytes + " bytes");
            response.request().reset();
          }
        });
    response.exceptionHandler(read::tryFail);
    response.endHandler(end -> read.tryComplete(body));
    return read.future();
  }
}
