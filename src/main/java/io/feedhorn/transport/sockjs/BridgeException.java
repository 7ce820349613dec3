package io.feedhorn.transport.sockjs;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;

/**
 * A refusal with an error name of the bridge protocol. Immutable; without a stack trace, because a
 * refusal is an answer and not a fault of the server.
 */
final class BridgeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String error;
  private final FeedException exception;

  BridgeException(String error, String message) {
    this(error, new FeedException(ErrorCode.BAD_REQUEST, message));
  }

  BridgeException(FeedException exception) {
    this(BridgeMessages.errorName(exception), exception);
  }

  BridgeException(String error, FeedException exception) {
    super(error, null, false, false);
    this.error = error;
    this.exception = exception;
  }

  /** Returns the error name, for example {@code access_denied}. */
  String error() {
    return error;
  }

  /** Returns the refusal in the terms of the contract. */
  FeedException refusal() {
    return exception;
  }
}
