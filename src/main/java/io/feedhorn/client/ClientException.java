package io.feedhorn.client;

import org.jspecify.annotations.Nullable;

/** A failure of a request or of a connection to a server. Has no stack trace. */
public abstract sealed class ClientException extends RuntimeException
    permits ConnectionLostException, ProtocolViolationException, RequestRefusedException {
  private static final long serialVersionUID = 1L;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
