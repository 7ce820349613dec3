package io.feedhorn.transport.sockjs;

import io.feedhorn.hub.SubscribeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Timestamp;
import io.feedhorn.reader.ReaderStatus;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/** The bridge's messages to clients except updates, as JSON. */
final class BridgeMessages {
  private BridgeMessages() {}

  /**
   * Returns the answer to a message with a reply address.
   *
   * @param body JSON
   */
  static String reply(String replyAddress, String body) {
    return "{\"type\":\"rec\",\"address\":%s,\"body\":%s}"
        .formatted(Json.encode(replyAddress), body);
  }

  /**
   * Returns the body of the answer to a registration, which is sent before its updates.
   *
   * @param atReader true if the cursor is the stored one of a reader
   */
  static String registered(@Nullable Cursor since, boolean atReader, SubscribeResult subscribed) {
    boolean resumes = since != null && !since.isEarliest();
    String recovered = resumes ? ",\"recovered\":" + subscribed.recovered() : "";
    String from = since != null && atReader ? subscribed.fromField(since) : "";
    return "{\"cursor\":\"%s\"%s%s}".formatted(subscribed.cursor(), recovered, from);
  }

  /** Returns the body of the answer to an acknowledgement. */
  static String acknowledged(ReaderStatus status) {
    return '{' + status.acknowledged() + '}';
  }

  /**
   * Returns the body of the answer to a ping.
   *
   * @param cursor the position of a client that has received everything before this answer
   */
  static String pong(long nowMicros, Cursor cursor) {
    return "{\"now\":%s,\"cursor\":\"%s\"}".formatted(Timestamp.text(nowMicros), cursor);
  }

  /** Returns the refusal of a message with a reply address. */
  static String failure(String replyAddress, FeedException exception) {
    return "{\"type\":\"err\",\"address\":%s,\"failureCode\":%d,\"failureType\":\"RECIPIENT_FAILURE\",\"message\":%s}"
        .formatted(Json.encode(replyAddress), exception.code().status(), text(exception));
  }

  /** Returns the refusal of a message without a reply address. */
  static String error(String error, FeedException exception) {
    return "{\"type\":\"err\",\"body\":\"%s\",\"message\":%s}".formatted(error, text(exception));
  }

  /** Returns the error name of the bridge protocol for a refusal. */
  static String errorName(FeedException exception) {
    return switch (exception.code()) {
      case UNAUTHORIZED -> "not_logged_in";
      case FORBIDDEN -> "access_denied";
      default -> "rejected";
    };
  }

  private static String text(FeedException exception) {
    return Json.encode(exception.code().wire() + ": " + exception.reason());
  }
}
