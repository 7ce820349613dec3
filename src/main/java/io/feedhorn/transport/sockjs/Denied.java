package io.feedhorn.transport.sockjs;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;

/** A refusal by one of the bridge protocol's own errors. Immutable; without a stack trace. */
final class Denied extends Exception {
  private static final long serialVersionUID = 1L;

  private final String error;
  private final Refusal refusal;

  Denied(String error, String message) {
    this(error, new Refusal(Code.BAD_REQUEST, message));
  }

  Denied(Refusal refusal) {
    this(BridgeText.name(refusal), refusal);
  }

  Denied(String error, Refusal refusal) {
    super(error, null, false, false);
    this.error = error;
    this.refusal = refusal;
  }

  String error() {
    return error;
  }

  Refusal refusal() {
    return refusal;
  }
}
