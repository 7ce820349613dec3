package io.feedhorn.model;

import java.util.Locale;

/**
 * The reasons for which the server ends a connection. The table in {@code docs/protocol.md} is
 * compared with this list by a test. Transports without close codes (event streams, polls) end
 * their response instead, and are counted with the same reasons.
 */
public enum DisconnectReason {
  /** A planned stop, announced before by {@code leaving}. */
  LEAVING(1001, "the server is leaving", Reconnect.AFTER_PAUSE),

  /** The peer left two pings unanswered and sent nothing else. */
  PING_TIMEOUT(1001, "no answer to two pings", Reconnect.AFTER_PAUSE),

  /** The peer's TCP does not acknowledge data any more, so it cannot be sent a close frame. */
  UNRESPONSIVE(DisconnectReason.NO_CLOSE_FRAME, "the peer does not respond", Reconnect.AFTER_PAUSE),

  /** A frame that violates RFC 6455. */
  PROTOCOL_ERROR(1002, "a frame violates RFC 6455", Reconnect.CHANGED),

  /**
   * A response of a SockJS session over HTTP was lost, the client stopped asking, or its ticket
   * could not be checked.
   */
  INTERRUPTED(1002, "Connection interrupted", Reconnect.AFTER_PAUSE),

  /** A text frame that is not UTF-8, or a compressed message that cannot be decompressed. */
  INVALID_PAYLOAD(1007, "a message cannot be decoded", Reconnect.CHANGED),

  /** A message that exceeds {@code Limits.frameBytes()}. */
  MESSAGE_TOO_LARGE(1009, "a message is too large", Reconnect.CHANGED),

  /** A message on a SockJS WebSocket that is not SockJS; its protocol has no close frame here. */
  INVALID_SOCKJS(DisconnectReason.NO_CLOSE_FRAME, "a message is not SockJS", Reconnect.CHANGED),

  /** The token expired and was not renewed. */
  TOKEN_EXPIRED(4001, "the token has expired", Reconnect.CHANGED),

  /** The token or ticket of a SockJS session over HTTP was refused. */
  INVALID_TOKEN(4001, "the token or ticket is invalid", Reconnect.CHANGED),

  /** An operator closed the connection; the client is to stay away. */
  ADMIN_CLOSED(4002, "closed by an operator", Reconnect.CHANGED),

  /** More than {@code limits.backlog} waited for an earlier message of the same client. */
  MESSAGE_BACKLOG(
      4100,
      "too many messages while an earlier message was being processed",
      Reconnect.AFTER_PAUSE),

  /** An operator closed the connection; the client is to come back later. */
  ADMIN_PAUSED(4101, "closed by an operator; reconnect after a pause", Reconnect.AFTER_PAUSE),

  /** The reader of an {@code every} feed exceeded its backlog. */
  TOO_SLOW(4200, "too slow; resume from the cursor", Reconnect.AT_ONCE),

  /** An operator closed the connection; the client is to come back at once. */
  ADMIN_RECONNECT(4201, "closed by an operator; reconnect at once", Reconnect.AT_ONCE);

  /** The advice to a client after a disconnect. */
  public enum Reconnect {
    AT_ONCE("at once, from the cursor"),
    AFTER_PAUSE("after a pause with jitter"),

    /** The same token or message would be refused again. */
    CHANGED("not unchanged");

    private final String text;

    Reconnect(String text) {
      this.text = text;
    }

    /** Returns the advice as the documentation words it. */
    public String text() {
      return text;
    }
  }

  /** The code that WebSocket clients report for a connection that ended without a close frame. */
  private static final int NO_CLOSE_FRAME = 1006;

  private final int closeCode;
  private final String text;
  private final Reconnect reconnect;

  DisconnectReason(int closeCode, String text, Reconnect reconnect) {
    this.closeCode = closeCode;
    this.text = text;
    this.reconnect = reconnect;
  }

  /** Returns the close code that the client sees (RFC 6455, section 7.4, and the contract). */
  public int closeCode() {
    return closeCode;
  }

  /** Returns false if the connection is cut: 1006 is reserved and never sent. */
  public boolean hasCloseFrame() {
    return closeCode != NO_CLOSE_FRAME;
  }

  /** Returns the close reason that is sent with the code, at most 123 bytes. */
  public String text() {
    return text;
  }

  /** Returns the advice to the client. */
  public Reconnect reconnect() {
    return reconnect;
  }

  /** Returns the label value in metrics, for example {@code too_slow}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
