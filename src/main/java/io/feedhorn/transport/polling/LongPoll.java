package io.feedhorn.transport.polling;

import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.Member;
import io.feedhorn.model.Update;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A poll that waits for an update: a subscriber that is answered once. Owned by its event loop, not
 * thread-safe. Its permissions limit the time that it waits.
 */
final class LongPoll implements Subscriber, ClientSession.Connection {
  static final String TRANSPORT = "long-polling";

  private final Vertx vertx;
  private final Hub hub;
  private final Outbox outbox;
  private final ClientSession session;
  private final Runnable answer;
  private final Consumer<LongPoll> onClosed;
  private long timer;

  /**
   * @param answer reads the updates after the cursor, and sends them
   * @param onClosed called at least once, before the answer
   */
  LongPoll(
      LoopContext loopContext,
      ClientQuota client,
      Permissions permissions,
      Runnable answer,
      Consumer<LongPoll> onClosed) {
    this.vertx = loopContext.vertx();
    this.hub = loopContext.hub();
    this.answer = answer;
    this.onClosed = onClosed;
    this.outbox = hub.newOutbox(this);
    this.session = new ClientSession(loopContext, TRANSPORT, client, permissions, this);
  }

  /**
   * Waits after the position of an empty answer. An update that was stored since then is answered
   * at once.
   *
   * @param from the cursor of the empty answer
   */
  void await(PollRequest poll, Cursor from, long millis, HttpServerResponse response) {
    response.closeHandler(gone -> closed());
    response.exceptionHandler(failure -> closed());
    timer = vertx.setTimer(millis, expired -> complete());
    hub.subscribe(outbox, poll.patterns(), from, false, SubscribeOptions.ofPoll(poll.conflate()));
    if (!member().isAnonymous()) {
      hub.presence().announce(outbox, member());
    }
  }

  @Override
  public boolean writable() {
    return true;
  }

  @Override
  public void write(Update update) {}

  @Override
  public void flush() {
    complete();
  }

  @Override
  public void tooSlow() {
    complete();
  }

  /** Answers with the updates that there are. */
  private void complete() {
    if (session.isOpen()) {
      closed();
      answer.run();
    }
  }

  /** Answers early because the server stops. */
  void shutdown() {
    session.close(DisconnectReason.LEAVING);
  }

  private Member member() {
    return session.permissions().member();
  }

  @Override
  public Collection<Outbox> outboxes() {
    return List.of(outbox);
  }

  @Override
  public void unsubscribeAll() {
    // Before the poll ends: its user is present until the next one, without a gap.
    hub.presence().announcePoll(outbox.patterns(), member());
    hub.close(outbox);
  }

  /** Answers with the updates that there are; a poll has no place for the reason. */
  @Override
  public void disconnect(DisconnectReason reason, String text) {
    closed();
    answer.run();
  }

  private void closed() {
    vertx.cancelTimer(timer);
    session.closed();
    onClosed.accept(this);
  }

  @Override
  public String transport() {
    return TRANSPORT;
  }
}
