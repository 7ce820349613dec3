package io.feedhorn.transport;

/** A message of the event-bus bridge, as text. */
final class BridgeMessage {
  private static final String BODY = "\"body\":";

  private BridgeMessage() {}

  /** Returns the bytes of the body, which is the last field. */
  static String body(String message) {
    return message.substring(message.indexOf(BODY) + BODY.length(), message.length() - 1);
  }
}
