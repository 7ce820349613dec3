package io.feedhorn.transport.sockjs;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;

/** A refusal by one of the bridge protocol's own errors. Immutable; without a stack trace. */
final class BridgeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String error;
  private final FeedException exception;

  BridgeException(String error, String message) {
    this(error, new FeedException(ErrorCode.BAD_REQUEST, message));
  }

  BridgeException(FeedException exception) {
    this(BridgeMessages.name(exception), exception);
  }

  BridgeException(String error, FeedException exception) {
    super(error, null, false, false);
    this.error = error;
    this.exception = exception;
  }

  String error() {
    return error;
  }

  FeedException refusal() {
    return exception;
  }
}
