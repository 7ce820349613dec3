package io.feedhorn.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer that ends a response whose client does not read it: over HTTP/2 by a reset of its stream,
 * else by the end of the connection. What waits is not sent; Vert.x would send it before it closes
 * a connection, which such a client prevents. Owned by the event loop of the connection.
 */
public final class WriteTimeout {
  /** A timer without a response, which does nothing. */
  public static final WriteTimeout NONE = new WriteTimeout(null, null, Duration.ZERO);

  /** The time for the end of a response that the server ends by itself. */
  public static final Duration OF_END = Duration.ofSeconds(5);

  /** The code of a stream that is not needed any more (RFC 9113, section 7). */
  private static final long CANCEL = 0x8;

  private final @Nullable ConnectionBase connection;
  // Not null over HTTP/2.
  private final @Nullable HttpServerResponse stream;
  private final long timeMillis;
  private @Nullable ScheduledFuture<?> timer;
  private long unsentAtStart;

  private WriteTimeout(
      @Nullable ConnectionBase connection, @Nullable HttpServerResponse stream, Duration time) {
    this.connection = connection;
    this.stream = stream;
    this.timeMillis = time.toMillis();
  }

  /**
   * Returns a timer that does not run yet.
   *
   * @param time the time without a sign that the client reads
   */
  public static WriteTimeout of(HttpServerRequest request, Duration time) {
    return request.connection() instanceof ConnectionBase base
        ? new WriteTimeout(
            base, request.version() == HttpVersion.HTTP_2 ? request.response() : null, time)
        : NONE;
  }

  /** Begins the time again. */
  public void restart() {
    stop();
    ConnectionBase client = connection;
    if (client != null) {
      unsentAtStart = unsentBytes(client);
      timer =
          client
              .channelHandlerContext()
              .executor()
              .schedule(this::expire, timeMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Begins the time again, and stops when something is sent, or cannot be sent any more. */
  public void restartUntil(Future<?> sent) {
    restart();
    sent.onComplete(done -> stop());
  }

  /** Stops the timer. */
  public void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  private void expire() {
    timer = null;
    ConnectionBase client = connection;
    if (client == null || !client.channelHandlerContext().channel().isActive()) {
      return;
    }
    if (isReading(client)) {
      restart();
    } else if (stream != null) {
      stream.reset(CANCEL);
    } else {
      client.channelHandlerContext().close();
    }
  }

  /** Returns true if the client reads, although not enough for the response to go on. */
  private boolean isReading(ConnectionBase client) {
    // Over HTTP/2 without unsent bytes, the response waits for its client to open its window.
    return hasRead(client, unsentAtStart, timeMillis)
        && (stream == null || unsentBytes(client) > 0);
  }

  private static boolean hasRead(ConnectionBase connection, long unsentBefore, long timeMillis) {
    return unsentBytes(connection) != unsentBefore
        || PeerProbe.millisSinceSent(connection.channelHandlerContext().channel()) < timeMillis;
  }

  /**
   * Returns true if the client of a connection has read something of what waits for it.
   *
   * @param unsentBefore the {@link #unsentBytes} at the begin of a time
   * @param timeMillis the length of that time
   */
  public static boolean hasRead(HttpConnection connection, long unsentBefore, long timeMillis) {
    return connection instanceof ConnectionBase base && hasRead(base, unsentBefore, timeMillis);
  }

  /** Closes a connection without sending what waits. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public static void abort(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }

  /** Returns the bytes that wait for the client of a connection in this process. */
  public static long unsentBytes(HttpConnection connection) {
    return connection instanceof ConnectionBase base ? unsentBytes(base) : 0;
  }

  private static long unsentBytes(ConnectionBase connection) {
    Channel channel = connection.channelHandlerContext().channel();
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
  }
}
