package io.feedhorn.transport.polling;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.WriteStream;
import java.util.function.BooleanSupplier;

/**
 * A large body that is encoded in parts while the client reads it: of one that is encoded at once,
 * each client would have a copy in memory. Owned by its event loop.
 */
final class PartialBody {
  private static final int PART_BYTES = 64 * 1024;

  private final WriteStream<Buffer> client;
  private final BooleanSupplier closed;
  private final PollAnswer answer;
  private int next;

  private PartialBody(WriteStream<Buffer> client, BooleanSupplier closed, PollAnswer answer) {
    this.client = client;
    this.closed = closed;
    this.answer = answer;
  }

  /** Sends an answer as a body of known length; returns before all of it is sent. */
  static void send(HttpServerResponse response, PollAnswer answer) {
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(answer.length()));
    send(response, response::closed, answer);
  }

  /**
   * @param closed returns true if the client is gone
   */
  static void send(WriteStream<Buffer> client, BooleanSupplier closed, PollAnswer answer) {
    PartialBody body = new PartialBody(client, closed, answer);
    client.drainHandler(drained -> body.write());
    body.write();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a client that is gone reads nothing
  private void write() {
    while (!answer.isEnd(next) && !closed.getAsBoolean() && !client.writeQueueFull()) {
      Buffer part = Buffer.buffer();
      next = answer.appendPart(part, next, PART_BYTES);
      if (answer.isEnd(next)) {
        client.end(part);
      } else {
        client.write(part);
      }
    }
  }
}
