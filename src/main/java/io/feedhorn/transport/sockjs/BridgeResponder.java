package io.feedhorn.transport.sockjs;

import io.feedhorn.model.FeedException;
import io.feedhorn.transport.ClientSession;

/**
 * The answers to the messages of one client of the bridge. Owned by its event loop. Refusals are
 * counted.
 */
final class BridgeResponder {
  private final BridgeConnection connection;
  private final ClientSession session;

  BridgeResponder(BridgeConnection connection, ClientSession session) {
    this.connection = connection;
    this.session = session;
  }

  void reply(String replyAddress, String body) {
    connection.send(BridgeMessages.reply(replyAddress, body));
  }

  /** Refuses a message: at its reply address if it has one, else as {@link #error} does. */
  void refuse(BridgeRequest request, Throwable failure) {
    String replyAddress = request.validReplyAddress();
    if (replyAddress == null) {
      error(failure);
    } else {
      connection.send(BridgeMessages.failure(replyAddress, session.refusal(failure)));
    }
  }

  /** Sends an error with the name that the bridge protocol has for the refusal. */
  void error(Throwable failure) {
    FeedException exception = session.refusal(failure);
    connection.send(BridgeMessages.error(BridgeMessages.errorName(exception), exception));
  }

  /** Sends an error with this name. */
  void error(String name, Throwable failure) {
    connection.send(BridgeMessages.error(name, session.refusal(failure)));
  }

  void error(BridgeException denied) {
    error(denied.error(), denied.refusal());
  }

  /** Sends an error that answers no message. It is not counted, because no request was refused. */
  void announce(String name, FeedException exception) {
    connection.send(BridgeMessages.error(name, exception));
  }
}
