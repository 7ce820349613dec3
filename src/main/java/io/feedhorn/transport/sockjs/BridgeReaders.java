package io.feedhorn.transport.sockjs;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.reader.Acknowledgement;
import io.feedhorn.reader.ReaderStatus;
import io.feedhorn.transport.ClientSession;
import io.feedhorn.transport.LoopContext;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The use of readers over the bridge: registrations with the header {@code reader}, and {@code
 * send} to {@code feedhorn.ack}. Owned by the connection's event loop.
 */
final class BridgeReaders {
  private final LoopContext loopContext;
  private final ClientSession session;
  private final BridgeResponder responder;

  BridgeReaders(LoopContext loopContext, ClientSession session, BridgeResponder responder) {
    this.loopContext = loopContext;
    this.session = session;
    this.responder = responder;
  }

  /** Returns the cursor with which a registration starts; fails if it is refused. */
  Future<@Nullable Cursor> open(BridgeRequest request) throws BridgeException {
    TopicPattern pattern = request.pattern();
    try {
      ReaderName name = request.reader();
      if (name == null) {
        throw new IllegalArgumentException("the registration has no reader");
      }
      Cursor since = request.since(pattern.feed());
      loopContext.authorizer().requireSubscribe(session.permissions(), List.of(pattern));
      loopContext.authorizer().requireReader(session.permissions(), name);
      return loopContext
          .readers()
          .open(name, List.of(pattern))
          .compose(
              start ->
                  since == null
                      ? Future.succeededFuture(start)
                      : loopContext.hub().validated(since));
    } catch (FeedException exception) {
      throw new BridgeException(exception);
    }
  }

  /** Acknowledges with a reader, and answers with what it has acknowledged then. */
  Future<ReaderStatus> acknowledge(BridgeRequest request) {
    String replyAddress = request.replyAddress();
    return acknowledged(request)
        .onSuccess(
            status -> {
              if (replyAddress != null) {
                responder.reply(replyAddress, BridgeMessages.acknowledged(status));
              }
            })
        .onFailure(failure -> responder.refuse(request, failure));
  }

  private Future<ReaderStatus> acknowledged(BridgeRequest request) {
    try {
      JsonMessage body = request.bodyFields();
      ReaderName name = ReaderName.parse(body.string("reader"));
      loopContext.authorizer().requireReader(session.permissions(), name);
      return loopContext.readers().acknowledge(name, Acknowledgement.parse(body));
    } catch (FeedException exception) {
      return Future.failedFuture(exception);
    }
  }
}
