package io.feedhorn.transport.sse;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.feedhorn.transport.ResponseCompression;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event stream. Owned by its event loop, not thread-safe. Every block has data, and the first
 * one has the reconnection time.
 */
final class SseConnection implements Subscriber, ClientSession.Connection {
  static final String TRANSPORT = "sse";
  private static final long RETRY_MILLIS = 2_000;

  private final Hub hub;
  private final HttpServerResponse response;
  private final Consumer<SseConnection> onClosed;
  private final Outbox outbox;
  private final StreamBody body;
  private final SseCursor cursor;
  private final ClientSession session;
  private boolean hasFirstBlock;

  /**
   * Subscribes and sends the head of the response. The replay follows with the next flush.
   *
   * @param onClosed called at least once when the stream has ended
   * @throws FeedException if the cursor or the options are invalid; nothing is sent then
   */
  SseConnection(
      LoopContext loopContext,
      HeartbeatTimer heartbeat,
      HttpServerRequest request,
      StreamRequest stream,
      Consumer<SseConnection> onClosed) {
    this.hub = loopContext.hub();
    this.response = request.response();
    this.onClosed = onClosed;
    this.outbox = hub.newOutbox(this);
    boolean gzip = loopContext.compression().gzips(request);
    this.body = StreamBody.of(request, gzip, outbox::drained);
    SubscribeResult subscribed =
        hub.subscribe(outbox, stream.patterns(), stream.resume().since(), true, stream.options());
    hub.countResume(TRANSPORT, stream.resume().since(), subscribed);
    this.cursor = new SseCursor(subscribed, stream.resume().since());
    this.session =
        new ClientSession(
            loopContext, TRANSPORT, loopContext.limiter().of(request), stream.permissions(), this);
    hub.presence().announce(outbox, stream.permissions().member());
    session.startHeartbeat(heartbeat);
    response.closeHandler(gone -> closed());
    response.exceptionHandler(failure -> closed());
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (gzip) {
      response.putHeader("Content-Encoding", ResponseCompression.GZIP);
    }
    body.open(firstBlocks(subscribed, stream.resume()));
    request.headers().clear(); // nobody reads them any more
    hub.afterFlush(() -> moveCursor(hub.caughtUpCursor(outbox)));
  }

  /**
   * Returns the blocks before the replay. A cursor is among them if no update follows, or if the
   * reader does not know its position in case the connection breaks before the replay.
   */
  private Buffer firstBlocks(SubscribeResult subscribed, ResumePosition resume) {
    Buffer blocks = Buffer.buffer();
    long now = hub.feeds().clock().micros();
    subscribed
        .replays()
        .forEach(
            (feed, replay) -> {
              if (resume.isLost() || !replay.recovered()) {
                blocks.appendBuffer(SseEvents.reset(feed, subscribed.cursor(), now));
              }
            });
    boolean needsCursor = subscribed.updateCount() == 0 || !resume.knows(cursor.value());
    if (needsCursor && !cursor.value().positions().isEmpty()) {
      blocks.appendBuffer(SseEvents.cursor(cursor.value()));
    }
    return blocks.length() == 0 ? blocks : firstBlock(blocks);
  }

  /** Returns the first block, with the reconnection time before it. */
  private Buffer firstBlock(Buffer block) {
    hasFirstBlock = true;
    return SseEvents.retry(RETRY_MILLIS).appendBuffer(block);
  }

  /** Moves the reader's id past updates that it does not receive, unless some are waiting. */
  private void moveCursor(@Nullable Cursor caughtUp) {
    if (caughtUp != null && !caughtUp.equals(cursor.value()) && writable()) {
      cursor.moveTo(caughtUp);
      send(SseEvents.cursor(caughtUp));
    }
  }

  @Override
  public boolean writable() {
    return session.isOpen() && body.writable();
  }

  @Override
  public void write(Update update) {
    cursor.moveTo(update);
    if (!hasFirstBlock) {
      body.write(
          firstBlock(SseEvents.id(cursor.value()))
              .appendBuffer(SseEvents.WITHOUT_ID.encode(update)));
    } else if (cursor.isThatOfTheUpdate()) {
      body.write(update, SseEvents.WITH_ID);
    } else {
      body.write(SseEvents.id(cursor.value()));
      body.write(update, SseEvents.WITHOUT_ID);
    }
  }

  @Override
  public void flush() {
    if (session.isOpen()) {
      body.flush();
    }
  }

  private void send(Buffer block) {
    body.write(hasFirstBlock ? block : firstBlock(block));
    body.flush();
  }

  @Override
  public void beat() {
    if (body.isUnresponsive()) {
      session.close(DisconnectReason.UNRESPONSIVE);
      return;
    }
    Cursor caughtUp = hub.caughtUpCursor(outbox);
    if (caughtUp != null && !caughtUp.equals(cursor.value())) {
      moveCursor(caughtUp);
    } else if (writable()) {
      body.write(SseEvents.HEARTBEAT);
      body.flush();
    }
  }

  /** The id moves with the snapshots: a reader that breaks off before them gets the reset again. */
  @Override
  public void reset(String feed, Cursor reset) {
    send(SseEvents.reset(feed, reset, hub.feeds().clock().micros()));
  }

  @Override
  public void tooSlow() {
    session.close(DisconnectReason.TOO_SLOW);
  }

  /** Ends the stream because the server stops. The browser reconnects and resumes. */
  void shutdown() {
    session.close(DisconnectReason.LEAVING);
  }

  @Override
  public Collection<Outbox> outboxes() {
    return List.of(outbox);
  }

  @Override
  public void unsubscribeAll() {
    hub.close(outbox);
  }

  /** Ends the response. An event stream has no place for the reason. */
  @Override
  public void disconnect(DisconnectReason reason, String text) {
    if (!response.ended()) {
      body.end();
    }
    closed();
  }

  private void closed() {
    session.closed();
    onClosed.accept(this);
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
