package io.feedhorn.transport.sockjs;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One address that a client of the bridge listens to. Owned by its event loop. Each address is
 * heard on its own, as on the event bus: two that match a topic both get its update.
 */
final class BridgeSubscription implements Subscriber {
  private static final short TOO_SLOW = 4200;

  private final Hub hub;
  private final BridgeConnection link;
  private final Runnable flush;
  private final String transport;
  private final BridgeUpdateEncoder form;
  private final Outbox outbox;

  /**
   * @param flush flushes the link once at the end of the turn, however many registrations ask it to
   */
  BridgeSubscription(
      Hub hub, BridgeConnection link, Runnable flush, String transport, String address) {
    this.hub = hub;
    this.link = link;
    this.flush = flush;
    this.transport = transport;
    this.form = new BridgeUpdateEncoder(address, link.shape());
    this.outbox = hub.newOutbox(this);
  }

  SubscribeResult open(TopicPattern pattern, @Nullable Cursor since, SubscribeOptions options) {
    return hub.subscribe(outbox, List.of(pattern), since, true, options);
  }

  /** How far it is that has been handed everything so far, or null where something waits. */
  @Nullable Cursor settled() {
    return hub.caughtUpCursor(outbox);
  }

  void drained() {
    outbox.drained();
  }

  /** Ends it: what waits for it is not sent any more. */
  void close() {
    hub.close(outbox);
    link.forget(this);
  }

  @Override
  public boolean writable() {
    return link.writable();
  }

  @Override
  public void write(Update update) {
    link.write(update.encoded(form), this);
  }

  /** A link that is full is flushed at once, so that it may take more in this turn. */
  @Override
  public void flush() {
    if (link.writable()) {
      flush.run();
    } else {
      link.flush();
    }
  }

  /** The bridge's protocol has no word for it: the snapshots follow. */
  @Override
  public void reset(String feed, Cursor cursor) {}

  @Override
  public void tooSlow() {
    hub.close(outbox);
    link.close(TOO_SLOW, "too slow; resume from the cursor");
  }

  @Override
  public String transport() {
    return transport;
  }
}
