package io.feedhorn.client;

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
}
