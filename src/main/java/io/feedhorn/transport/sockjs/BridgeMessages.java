package io.feedhorn.transport.sockjs;

import io.feedhorn.model.FeedException;
import io.vertx.core.json.Json;

/** What the bridge answers, as its protocol writes it. */
final class BridgeMessages {
  private BridgeMessages() {}

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
  static String failure(String replyAddress, FeedException exception) {
    return "{\"type\":\"err\",\"address\":%s,\"failureCode\":%d,\"failureType\":\"RECIPIENT_FAILURE\",\"message\":%s}"
        .formatted(Json.encode(replyAddress), exception.code().status(), reason(exception));
  }

  /** The refusal of any other message. */
  static String error(String error, FeedException exception) {
    return "{\"type\":\"err\",\"body\":\"%s\",\"message\":%s}".formatted(error, reason(exception));
  }

  /** The protocol's own name of a refusal. */
  static String name(FeedException exception) {
    return switch (exception.code()) {
      case UNAUTHORIZED -> "not_logged_in";
      case FORBIDDEN -> "access_denied";
      default -> "rejected";
    };
  }

  private static String reason(FeedException exception) {
    return Json.encode(exception.code().wire() + ": " + exception.reason());
  }
}
