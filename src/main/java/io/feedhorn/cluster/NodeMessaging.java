package io.feedhorn.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.EnumMap;
import java.util.Map;

/**
 * Messages between nodes, each to one node and with one answer: never published, so that a slow
 * node holds up nobody but itself. Owned by the writer's event loop.
 */
final class NodeMessaging {
  private static final String ADDRESS = "feedhorn.node";
  private static final int FAILED = 500;

  /** What is asked. */
  enum Kind {
    PARCEL,
    BATCHES,
    HEADS,
    FETCH,
    PAGE,
    REACHED
  }

  /** Answers what another node asks. */
  interface RequestHandler {
    Future<Buffer> answer(String from, BinaryReader asked);
  }

  private final Vertx vertx;
  private final String self;
  private final Map<Kind, RequestHandler> answering = new EnumMap<>(Kind.class);

  NodeMessaging(Vertx vertx, String self) {
    this.vertx = vertx;
    this.self = self;
  }

  void on(Kind kind, RequestHandler answers) {
    answering.put(kind, answers);
  }

  Future<Void> open() {
    return vertx
        .eventBus()
        .<Buffer>consumer(ClusterMembership.at(ADDRESS, self), this::answer)
        .completion();
  }

  private void answer(Message<Buffer> message) {
    BinaryReader in = new BinaryReader(message.body());
    Kind kind = Kind.valueOf(in.text());
    String from = in.text();
    RequestHandler answers = answering.get(kind);
    if (answers == null) {
      message.fail(FAILED, "nothing answers " + kind);
      return;
    }
    answered(answers, from, in)
        .onSuccess(message::reply)
        .onFailure(failure -> message.fail(FAILED, String.valueOf(failure.getMessage())));
  }

  private static Future<Buffer> answered(RequestHandler answers, String from, BinaryReader in) {
    try {
      return answers.answer(from, in);
    } catch (RuntimeException failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Asks a node; fails where it does not answer in time. */
  Future<BinaryReader> ask(String node, Kind kind, Buffer question, long millis) {
    Buffer body =
        new BinaryWriter(question.length() + 64).text(kind.name()).text(self).all(question).done();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(millis);
    try {
      return vertx
          .eventBus()
          .<Buffer>request(ClusterMembership.at(ADDRESS, node), body, options)
          .map(reply -> new BinaryReader(reply.body()));
    } catch (IllegalStateException alreadyFailed) {
      // Vert.x 5.0 throws "Promise already completed" where the connection to a node that died is
      // being closed; whoever asks is in the middle of a turn, and must not be thrown out of it.
      return Future.failedFuture(alreadyFailed);
    }
  }
}
