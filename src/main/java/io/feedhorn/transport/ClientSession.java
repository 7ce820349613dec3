package io.feedhorn.transport;

import io.feedhorn.auth.GrantExpiry;
import io.feedhorn.auth.Permissions;
import io.feedhorn.hub.Outbox;
import io.feedhorn.hub.OutboxStatus;
import io.feedhorn.limits.ClientQuota;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.DisconnectReason;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of one connection, the same on every transport: permissions and their expiry, the order
 * of messages, heartbeat, metrics, and the reason of its end. Owned by the connection's event loop,
 * not thread-safe.
 *
 * <pre>
 *   OPEN ──close(reason)──▶ CLOSING ──closed()──▶ CLOSED
 *     └──────closed()─────────────────────────────▲
 * </pre>
 */
public final class ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

  private final LoopContext loopContext;
  private final Metrics metrics;
  private final String id;
  private final String transport;
  private final String address;
  private final long openedMicros;
  private final Connection connection;
  private Permissions permissions;

  // Null if the permissions do not expire.
  private @Nullable GrantExpiry expiry;
  private @Nullable MessageSequencer messages;
  private @Nullable HeartbeatTimer heartbeat;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  /** The transport's part of a session. Every call is on the session's event loop. */
  public interface Connection extends HeartbeatTimer.HeartbeatListener {
    /** Ends all subscriptions: no update is delivered afterwards. Called once. */
    void unsubscribeAll();

    /**
     * Ends the connection, and sends the reason if the transport can. Called at most once, after
     * {@link #unsubscribeAll}.
     *
     * @param text the close reason; more specific than that of the enum if one is known
     */
    void disconnect(DisconnectReason reason, String text);

    /** Returns the queues of the connection's updates. */
    Collection<Outbox> outboxes();

    /** Sends a heartbeat. Called only after {@link #startHeartbeat}. */
    @Override
    default void beat() {}
  }

  /** Opens a session; it ends with its permissions unless they are renewed. */
  public ClientSession(
      LoopContext loopContext,
      String transport,
      ClientQuota client,
      Permissions permissions,
      Connection connection) {
    this(loopContext, transport, client, permissions, UUID.randomUUID().toString(), connection);
  }

  /**
   * Opens a session whose client knows its id.
   *
   * @param id the id in the log; it gives no access to the session
   */
  public ClientSession(
      LoopContext loopContext,
      String transport,
      ClientQuota client,
      Permissions permissions,
      String id,
      Connection connection) {
    this.id = id;
    this.loopContext = loopContext;
    this.metrics = loopContext.hub().metrics();
    this.transport = transport;
    this.address = client.client();
    this.openedMicros = loopContext.hub().feeds().clock().micros();
    this.connection = connection;
    this.permissions = permissions;
    expire();
    metrics.opened(transport);
    loopContext.sessions().add(this);
    line(Level.DEBUG).log("Connection is open");
  }

  private void expire() {
    if (permissions.expires() != Permissions.NEVER && state == State.OPEN) {
      expiry = loopContext.expireWith(permissions, () -> close(DisconnectReason.TOKEN_EXPIRED));
    }
  }

  private LoggingEventBuilder line(Level level) {
    return LOG.atLevel(level).addKeyValue("session", id).addKeyValue("transport", transport);
  }

  String id() {
    return id;
  }

  String transport() {
    return transport;
  }

  long openedMicros() {
    return openedMicros;
  }

  int pending() {
    return connection.outboxes().stream().mapToInt(Outbox::pending).sum();
  }

  boolean isLagging() {
    return connection.outboxes().stream().anyMatch(Outbox::isLagging);
  }

  long conflated() {
    return connection.outboxes().stream().mapToLong(Outbox::conflated).sum();
  }

  boolean isSubscribed(Topic topic) {
    return connection.outboxes().stream().anyMatch(outbox -> outbox.isSubscribed(topic));
  }

  /** Returns the state for operators. */
  SessionStatus status() {
    return new SessionStatus(
        id,
        transport,
        address,
        permissions.subject(),
        openedMicros,
        permissions.expires(),
        state != State.OPEN,
        connection.outboxes().stream()
            .map(Outbox::status)
            .reduce(OutboxStatus.EMPTY, OutboxStatus::plus));
  }

  /** Calls {@link Connection#beat} until the session ends. */
  public void startHeartbeat(HeartbeatTimer timer) {
    heartbeat = timer;
    timer.add(connection);
  }

  /**
   * Returns the sequencer of the client's messages, created once by transports that receive any.
   * More waiting messages than {@code limits.backlog} end the session.
   */
  public MessageSequencer newSequencer() {
    MessageSequencer sequencer =
        new MessageSequencer(
            loopContext.limits().backlogBytes(), () -> close(DisconnectReason.MESSAGE_BACKLOG));
    messages = sequencer;
    return sequencer;
  }

  /** Returns what the client may do now. */
  public Permissions permissions() {
    return permissions;
  }

  /** Replaces the permissions by those of another token. */
  public void renew(Permissions other) {
    permissions = other;
    if (expiry == null) {
      expire();
    } else {
      expiry.renew(other);
    }
  }

  /** Returns the error for the client, and counts it. */
  public FeedException refusal(Throwable failure) {
    FeedException exception = ClientErrors.of(failure);
    metrics.refused(exception.code());
    // Not its text, which may quote the message.
    line(Level.DEBUG).addKeyValue("code", exception.code().wire()).log("Message is refused");
    return exception;
  }

  /** Ends the session by a decision of the server. Has no effect on a session that ended. */
  public void close(DisconnectReason reason) {
    close(reason, reason.text());
  }

  /**
   * Ends the session by a decision of the server. Has no effect on a session that ended.
   *
   * @param text the close reason, at most 123 bytes
   */
  public void close(DisconnectReason reason, String text) {
    if (state == State.OPEN) {
      state = State.CLOSING;
      line(reason == DisconnectReason.LEAVING ? Level.DEBUG : Level.INFO)
          .addKeyValue("reason", reason.label())
          .addKeyValue("code", reason.closeCode())
          .log("Connection is closed by the server");
      release();
      metrics.disconnected(transport, reason);
      metrics.closing(transport, 1);
      connection.disconnect(reason, text);
    }
  }

  /** Ends the session because its connection is gone. May be called several times. */
  public void closed() {
    if (state == State.OPEN) {
      line(Level.DEBUG).log("Connection is closed by the client");
      release();
    }
    if (state == State.CLOSING) {
      metrics.closing(transport, -1);
    }
    if (state != State.CLOSED) {
      state = State.CLOSED;
      loopContext.sessions().remove(this);
      metrics.closed(transport);
    }
  }

  private void release() {
    if (expiry != null) {
      expiry.end();
    }
    if (messages != null) {
      messages.close();
    }
    if (heartbeat != null) {
      heartbeat.remove(connection);
    }
    connection.unsubscribeAll();
  }

  /** Returns true until the session ends, or is about to. */
  public boolean isOpen() {
    return state == State.OPEN;
  }
}
