package io.feedhorn.transport.sockjs;

import io.feedhorn.model.Refusal;
import io.vertx.core.json.Json;

/** What the bridge answers, as its protocol writes it. */
final class BridgeText {
  private BridgeText() {}

  /**
   * The answer to a message that named an address for it.
   *
   * @param body JSON text
   */
  static String reply(String replyAddress, String body) {
    return "{\"type\":\"rec\",\"address\":%s,\"body\":%s}"
        .formatted(Json.encode(replyAddress), body);
  }

  /** The refusal of a message that named an address for its answer. */
  static String failure(String replyAddress, Refusal refusal) {
    return "{\"type\":\"err\",\"address\":%s,\"failureCode\":%d,\"failureType\":\"RECIPIENT_FAILURE\",\"message\":%s}"
        .formatted(Json.encode(replyAddress), refusal.code().status(), reason(refusal));
  }

  /** The refusal of any other message. */
  static String error(String error, Refusal refusal) {
    return "{\"type\":\"err\",\"body\":\"%s\",\"message\":%s}".formatted(error, reason(refusal));
  }

  /** The protocol's own name of a refusal. */
  static String name(Refusal refusal) {
    return switch (refusal.code()) {
      case UNAUTHORIZED -> "not_logged_in";
      case FORBIDDEN -> "access_denied";
      default -> "rejected";
    };
  }

  private static String reason(Refusal refusal) {
    return Json.encode(refusal.code().wire() + ": " + refusal.reason());
  }
}
