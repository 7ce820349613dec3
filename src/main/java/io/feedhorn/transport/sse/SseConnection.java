package io.feedhorn.transport.sse;

import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.transport.HeartbeatTimer;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event stream. Owned by its event loop, not thread-safe. Its cursor moves with each block that
 * is written, so that a reader that is cut anywhere resumes there. Every block has data, and the
 * first one has the time to reconnect.
 */
final class SseConnection implements Subscriber, HeartbeatTimer.HeartbeatListener {
  static final String TRANSPORT = "sse";
  private static final long RETRY_MILLIS = 2_000;

  private final LoopContext loopContext;
  private final HeartbeatTimer heartbeat;
  private final Hub hub;
  private final HttpServerResponse response;
  private final Consumer<SseConnection> atTheEnd;
  private final Outbox outbox;
  private final StreamBody body;
  private Cursor cursor = Cursor.empty();
  private boolean oneFeed;
  private boolean begun;
  // Of a reader that takes what is left of history, until it is through with it.
  private @Nullable Cursor partialUpTo;
  private @Nullable GrantExpiry expiry;
  private boolean closed;

  SseConnection(
      LoopContext loopContext,
      HeartbeatTimer heartbeat,
      HttpServerRequest request,
      Consumer<SseConnection> atTheEnd) {
    this.loopContext = loopContext;
    this.heartbeat = heartbeat;
    this.hub = loopContext.hub();
    this.response = request.response();
    this.atTheEnd = atTheEnd;
    this.outbox = hub.newOutbox(this);
    this.body = StreamBody.of(request, outbox::drained);
  }

  /** Subscribes and sends the head; what history owes follows at the end of the turn. */
  void open(
      List<TopicPattern> patterns,
      ResumePosition resume,
      SubscribeOptions options,
      Permissions permissions) {
    SubscribeResult result = hub.subscribe(outbox, patterns, resume.since(), true, options);
    cursor = start(result, resume.since());
    oneFeed = result.replays().size() == 1;
    partialUpTo = isPartial(cursor) ? result.cursor() : null;
    expiry = loopContext.expireWith(permissions, this::end);
    hub.metrics().opened(TRANSPORT);
    heartbeat.add(this);
    response.closeHandler(gone -> closed());
    response.exceptionHandler(failure -> closed());
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    body.open(head(result, resume));
    hub.afterFlush(() -> settle(hub.caughtUpCursor(outbox)));
  }

  /** Where the reader is before history is replayed: what it has, but for feeds it starts over. */
  private static Cursor start(SubscribeResult result, @Nullable Cursor since) {
    Cursor start = Cursor.empty();
    for (Map.Entry<String, Position> each : result.cursor().positions().entrySet()) {
      String feed = each.getKey();
      Position tail = each.getValue();
      Position from = since == null ? null : since.position(feed);
      if (!result.hasUpdates(feed)) {
        start = start.with(feed, tail);
      } else if (since != null && since.isEarliest()) {
        start = start.with(feed, result.positionBefore(feed));
      } else if (from != null && from.epoch().equals(tail.epoch())) {
        start = start.with(feed, from);
      }
    }
    return start;
  }

  /**
   * The blocks before those that are owed. A cursor comes first if nothing is owed, or if the
   * reader would not know where it is when it is cut before it has what is owed.
   */
  private Buffer head(SubscribeResult result, ResumePosition resume) {
    Buffer head = Buffer.buffer();
    long now = hub.feeds().clock().micros();
    result
        .replays()
        .forEach(
            (feed, replay) -> {
              if (resume.isLost() || !replay.recovered()) {
                head.appendBuffer(SseEvents.reset(feed, result.cursor(), now));
              }
            });
    boolean comesFirst = result.updateCount() == 0 || !resume.knows(cursor);
    if (comesFirst && !cursor.positions().isEmpty()) {
      head.appendBuffer(SseEvents.cursor(cursor));
    }
    return head.length() == 0 ? head : begin(head);
  }

  /** The time to reconnect, in front of the first block. */
  private Buffer begin(Buffer block) {
    begun = true;
    return SseEvents.retry(RETRY_MILLIS).appendBuffer(block);
  }

  /** Moves the reader's id past what was not for it, once nothing waits for it. */
  private void settle(@Nullable Cursor settled) {
    if (settled != null && !settled.equals(cursor) && writable()) {
      cursor = settled;
      partialUpTo = null;
      send(SseEvents.cursor(cursor));
    }
  }

  @Override
  public boolean writable() {
    return !closed && body.writable();
  }

  private static boolean isPartial(Cursor cursor) {
    return cursor.positions().values().stream().anyMatch(Position::partial);
  }

  private Position position(Update update, @Nullable Cursor upTo) {
    Position end = upTo == null ? null : upTo.position(update.topic().feed());
    boolean partial = end != null && update.offset() < end.offset();
    return new Position(update.epoch(), update.offset(), partial);
  }

  @Override
  public void write(Update update) {
    cursor = cursor.with(update.topic().feed(), position(update, partialUpTo));
    if (partialUpTo != null && !isPartial(cursor)) {
      partialUpTo = null;
    }
    if (!begun) {
      body.write(begin(SseEvents.id(cursor)).appendBuffer(SseEvents.WITHOUT_ID.encode(update)));
    } else if (oneFeed && partialUpTo == null) {
      body.write(update, SseEvents.WITH_ID);
    } else {
      body.write(SseEvents.id(cursor));
      body.write(update, SseEvents.WITHOUT_ID);
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      body.flush();
    }
  }

  private void send(Buffer block) {
    body.write(begun ? block : begin(block));
    body.flush();
  }

  @Override
  public void beat() {
    if (body.isForsaken()) {
      end();
      return;
    }
    Cursor settled = hub.caughtUpCursor(outbox);
    if (settled != null && !settled.equals(cursor)) {
      settle(settled);
    } else if (writable()) {
      body.write(SseEvents.HEARTBEAT);
      body.flush();
    }
  }

  /** The reader's id moves on with the snapshots: one that is cut off before them is told again. */
  @Override
  public void reset(String feed, Cursor reset) {
    send(SseEvents.reset(feed, reset, hub.feeds().clock().micros()));
  }

  @Override
  public void tooSlow() {
    end();
  }

  /** Ends the stream; the browser reconnects and resumes by itself. */
  void end() {
    if (!closed && !response.ended()) {
      body.end();
    }
    closed();
  }

  private void closed() {
    if (!closed) {
      closed = true;
      if (expiry != null) {
        expiry.end();
      }
      heartbeat.remove(this);
      hub.close(outbox);
      hub.metrics().closed(TRANSPORT);
      atTheEnd.accept(this);
    }
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
