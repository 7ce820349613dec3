package io.feedhorn.client;

import io.vertx.core.http.UpgradeRejectedException;
import org.jspecify.annotations.Nullable;

/** A connection that ended or could not be opened, or a response that did not come in time. */
public final class ConnectionLostException extends ClientException {
  private static final long serialVersionUID = 1L;

  public ConnectionLostException(String message) {
    this(message, null);
  }

  public ConnectionLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns the refusal of a WebSocket whose handshake was answered with a status; null if the
   * failure has another reason.
   */
  public @Nullable RequestRefusedException refusal() {
    if (getCause() instanceof UpgradeRejectedException rejected && rejected.getStatus() >= 400) {
      String body = rejected.getBody() == null ? "" : rejected.getBody().toString();
      try {
        new HttpAnswer(rejected.getStatus(), rejected.getHeaders(), body).requireStatus(101);
      } catch (RequestRefusedException refused) {
        return refused;
      } catch (ProtocolViolationException invalid) {
        return null; // The body is not that of this server.
      }
    }
    return null;
  }
}
