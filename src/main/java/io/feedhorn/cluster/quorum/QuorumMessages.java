package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;

/**
 * Receives the messages of owners to the votes of this node, and answers them. Owned by the
 * writer's event loop.
 */
public final class QuorumMessages {
  private final NodeMessaging messaging;
  private final QuorumView view;
  private final VoterLogs logs;

  public QuorumMessages(NodeMessaging messaging, QuorumView view, VoterLogs logs) {
    this.messaging = messaging;
    this.view = view;
    this.logs = logs;
  }

  /**
   * Starts to answer owners.
   *
   * @param onMissing receives a feed of which this node misses updates, and the node that has them
   */
  public void start(BiConsumer<String, String> onMissing) {
    handle(MessageKind.PROMISE, (log, in, from) -> log.promise(in.number()).map(LogEnd::bytes));
    handle(MessageKind.LOG_END, (log, in, from) -> log.end().map(LogEnd::bytes));
    handle(
        MessageKind.GRANT,
        (log, in, from) -> {
          long term = in.number();
          long level = in.number();
          if (log.committedOffset() < level) {
            onMissing.accept(log.feed(), from);
          }
          return log.grant(term, level).map(granted -> new BinaryWriter().flag(granted).toBuffer());
        });
    handle(
        MessageKind.APPEND,
        (log, in, from) ->
            log.append(in.number(), in.number(), new Batch(in.bytes()))
                .onSuccess(
                    reply -> {
                      if (reply.outcome() == AppendReply.Outcome.MISSING) {
                        onMissing.accept(log.feed(), from);
                      }
                    })
                .map(AppendReply::bytes));
  }

  /** Handles a message to one log. */
  private interface Handler {
    Future<Buffer> handle(VoterLog log, BinaryReader in, String from);
  }

  private void handle(MessageKind kind, Handler handler) {
    messaging.handle(
        kind,
        (from, in) -> {
          VoterLog log = logs.find(in.text());
          return log == null || !view.isVoter(from)
              ? Future.failedFuture(
                  new RetryableException(
                      "the feed is not durable here, or " + from + " is not known as a voter"))
              : handler.handle(log, in, from);
        });
  }
}
