package io.feedhorn.client;

import io.feedhorn.model.ErrorCode;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import org.jspecify.annotations.Nullable;

/** The close codes of the contract, as failures: after 40xx a client must not reconnect. */
final class ClosedConnection {
  private static final int RANGE = 100;
  private static final int FINAL_RANGE = 40;
  private static final int NOT_AUTHORIZED = 4001;

  private ClosedConnection() {}

  /**
   * Returns the failure of a connection that was closed.
   *
   * @param code null if the connection ended without a code
   * @param text the text of the close frame, or null
   */
  static ClientException failure(@Nullable Number code, @Nullable String text) {
    if (code == null || code.intValue() / RANGE != FINAL_RANGE) {
      return new ConnectionLostException("the connection ended: closed with " + code);
    }
    boolean unauthorized = code.intValue() == NOT_AUTHORIZED;
    String reason = text == null || text.isBlank() ? "closed by the server" : text;
    return new RequestRefusedException(
        unauthorized ? ErrorCode.UNAUTHORIZED.wire() : "closed",
        "%s (close code %s)".formatted(reason, code));
  }

  /** Returns the failure of a close frame of SockJS: {@code c[4001,"TEXT"]}. */
  static ClientException ofSockJs(String frame) {
    try {
      JsonArray close = new JsonArray(frame.substring(1));
      return failure(close.getInteger(0), close.getString(1));
    } catch (DecodeException | ClassCastException | IndexOutOfBoundsException invalid) {
      return new ProtocolViolationException("not a frame of SockJS: " + Excerpt.of(frame));
    }
  }
}
