package io.feedhorn.transport.polling;

import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A poll that is held until there is something: a subscriber with room for one answer. Owned by its
 * event loop, not thread-safe.
 */
final class LongPoll implements Subscriber {
  static final String TRANSPORT = "long-polling";

  private final Vertx vertx;
  private final Hub hub;
  private final Outbox outbox;
  private final Runnable answer;
  private final Consumer<LongPoll> atTheEnd;
  private @Nullable GrantExpiry expiry;
  private long timer;
  private boolean done;

  /**
   * @param answer reads what lies between the cursor and the tail, and answers with it
   */
  LongPoll(Vertx vertx, Hub hub, Runnable answer, Consumer<LongPoll> atTheEnd) {
    this.vertx = vertx;
    this.hub = hub;
    this.answer = answer;
    this.atTheEnd = atTheEnd;
    this.outbox = hub.newOutbox(this);
  }

  /** Takes what the poll may do, for as long as it may. */
  void holds(GrantExpiry granted) {
    expiry = granted;
  }

  /**
   * Waits from the position of an empty answer: an update that came since then ends it at once.
   *
   * @param from the cursor of that answer
   */
  void await(PollRequest poll, Cursor from, long millis, HttpServerResponse response) {
    hub.metrics().opened(TRANSPORT);
    response.closeHandler(gone -> end());
    response.exceptionHandler(failure -> end());
    timer = vertx.setTimer(millis, late -> finish());
    hub.subscribe(outbox, poll.patterns(), from, false, new SubscribeOptions(0, poll.conflate()));
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void write(Update update) {}

  @Override
  public void flush() {
    finish();
  }

  @Override
  public void tooSlow() {
    finish();
  }

  /** Answers now, with what there is. */
  void finish() {
    if (!done) {
      end();
      answer.run();
    }
  }

  private void end() {
    if (!done) {
      done = true;
      vertx.cancelTimer(timer);
      if (expiry != null) {
        expiry.end();
      }
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
