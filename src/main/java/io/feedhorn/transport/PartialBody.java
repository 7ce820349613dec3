package io.feedhorn.transport;

import io.feedhorn.transport.netty.WriteTimeout;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A large body that is sent in parts while the client reads it, so that little of it waits for a
 * slow client. A client that reads nothing for a time loses the response. Owned by its event loop.
 */
public final class PartialBody {
  private static final int PART_BYTES = 64 * 1024;

  private final WriteStream<Buffer> client;
  private final BooleanSupplier closed;
  private final WriteTimeout timeout;
  private final Parts parts;
  private int next;

  /** The parts of a body (port). The first one begins at 0. */
  public interface Parts {
    /**
     * Appends a part of the body, of about a number of bytes.
     *
     * @param from the begin of the part
     * @return the begin of the next part
     */
    int appendPart(Buffer part, int from, long maxBytes);

    /** Returns true if no part begins there. */
    boolean isEnd(int next);
  }

  /** A body that is encoded already. */
  private record Encoded(Buffer body) implements Parts {
    @Override
    public int appendPart(Buffer part, int from, long maxBytes) {
      int to = (int) Math.min(body.length(), from + maxBytes);
      part.appendBuffer(body.slice(from, to));
      return to;
    }

    @Override
    public boolean isEnd(int next) {
      return next == body.length();
    }
  }

  private PartialBody(
      WriteStream<Buffer> client, BooleanSupplier closed, WriteTimeout timeout, Parts parts) {
    this.client = client;
    this.closed = closed;
    this.timeout = timeout;
    this.parts = parts;
  }

  /**
   * Sends a body that is encoded already; returns before all of it is sent. Over HTTP/2 a large one
   * is sent in parts: a client may ask for many at once and read none of them. Over HTTP/1 there is
   * one at a time.
   *
   * @param maxUnread the time after which a client that reads nothing loses the response
   */
  @SuppressWarnings("FutureReturnValueIgnored") // fails only if the client has disconnected
  public static void end(HttpServerRequest request, Buffer body, Duration maxUnread) {
    boolean inParts =
        request.version() == HttpVersion.HTTP_2
            && body.length() > PART_BYTES
            && !request.method().equals(HttpMethod.HEAD);
    if (inParts) {
      send(request, body.length(), new Encoded(body), maxUnread);
    } else {
      request.response().end(body);
    }
  }

  /**
   * Sends a body of known length; returns before all of it is sent.
   *
   * @param maxUnread the time after which a client that reads nothing loses the response
   */
  public static void send(HttpServerRequest request, long length, Parts parts, Duration maxUnread) {
    HttpServerResponse response = request.response();
    WriteTimeout timeout = WriteTimeout.of(request, maxUnread);
    response
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length))
        .closeHandler(gone -> timeout.stop());
    send(response, response::closed, timeout, parts);
  }

  /**
   * Sends a body.
   *
   * @param closed returns true if the client is gone
   * @param timeout ends the response of a client that reads nothing
   */
  public static void send(
      WriteStream<Buffer> client, BooleanSupplier closed, WriteTimeout timeout, Parts parts) {
    PartialBody body = new PartialBody(client, closed, timeout, parts);
    client.drainHandler(drained -> body.write());
    body.write();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a client that is gone reads nothing
  private void write() {
    timeout.stop();
    while (!parts.isEnd(next) && !closed.getAsBoolean() && !client.writeQueueFull()) {
      Buffer part = Buffer.buffer();
      next = parts.appendPart(part, next, PART_BYTES);
      if (parts.isEnd(next)) {
        timeout.restartUntil(client.end(part));
        return;
      }
      client.write(part);
    }
    if (!closed.getAsBoolean()) {
      timeout.restart();
    }
  }
}
