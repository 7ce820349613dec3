package io.feedhorn.transport.sockjs;

import io.feedhorn.hub.Hub;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.SubscribeOptions;
import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.hub.Subscriber;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import io.feedhorn.transport.ClientSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one address that a client of the bridge has registered. Owned by its event
 * loop. Addresses are served separately, as on the event bus: if two of them match a topic, both
 * get its update.
 */
final class BridgeSubscription implements Subscriber {
  private final Hub hub;
  private final ClientSession session;
  private final BridgeConnection connection;
  private final Runnable scheduleFlush;
  private final String transport;
  private final BridgeUpdateEncoder encoder;
  private final Outbox outbox;

  /**
   * @param scheduleFlush flushes the connection once, however many subscriptions call it
   */
  BridgeSubscription(
      Hub hub,
      ClientSession session,
      BridgeConnection connection,
      Runnable scheduleFlush,
      String transport,
      String address) {
    this.hub = hub;
    this.session = session;
    this.connection = connection;
    this.scheduleFlush = scheduleFlush;
    this.transport = transport;
    this.encoder = new BridgeUpdateEncoder(address, connection.framing());
    this.outbox = hub.newOutbox(this);
  }

  SubscribeResult open(TopicPattern pattern, @Nullable Cursor since, SubscribeOptions options) {
    SubscribeResult result = hub.subscribe(outbox, List.of(pattern), since, true, options);
    announce();
    hub.countResume(transport, since, result);
    return result;
  }

  /** Announces the user of the connection for presence. */
  void announce() {
    hub.presence().announce(outbox, session.permissions().member());
  }

  /** Returns the position after everything that was delivered, or null if updates wait. */
  @Nullable Cursor caughtUpCursor() {
    return hub.caughtUpCursor(outbox);
  }

  Outbox outbox() {
    return outbox;
  }

  void drained() {
    outbox.drained();
  }

  /** Unsubscribes. Waiting updates are not sent. */
  void close() {
    hub.close(outbox);
    connection.drop(this);
  }

  @Override
  public boolean writable() {
    return connection.writable();
  }

  @Override
  public void write(Update update) {
    connection.write(update.encoded(encoder), this);
  }

  /** Flushes a full connection at once, because it may then accept more updates. */
  @Override
  public void flush() {
    if (connection.writable()) {
      scheduleFlush.run();
    } else {
      connection.flush();
    }
  }

  /** Sends nothing, because the bridge protocol has no such message; the snapshots follow. */
  @Override
  public void reset(String feed, Cursor cursor) {}

  @Override
  public void tooSlow() {
    session.close(DisconnectReason.TOO_SLOW);
  }

  @Override
  public String transport() {
    return transport;
  }
}
