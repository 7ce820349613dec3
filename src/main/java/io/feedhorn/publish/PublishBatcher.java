package io.feedhorn.publish;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A collector of the publishes of one turn of an event loop, which are sent to the writer at its
 * end: those that follow each other on one feed as one message. So a message of several feeds does
 * not wait for the slowest of them. Owned by the event loop that creates it.
 */
final class PublishBatcher {
  private static final Logger LOG = LoggerFactory.getLogger(PublishBatcher.class);
  private static final int MAX_BATCH = 64;

  private final Vertx vertx;
  private final Function<List<PublishCommand>, Future<List<PublishResult>>> sender;
  private final Thread owner = Thread.currentThread();
  private List<Waiting> waiting = new ArrayList<>();

  private record Waiting(PublishCommand command, Promise<Receipt> receipt) {}

  /**
   * @param sender publishes commands in their order; its future has a result for each, and does not
   *     fail
   */
  PublishBatcher(Vertx vertx, Function<List<PublishCommand>, Future<List<PublishResult>>> sender) {
    this.vertx = vertx;
    this.sender = sender;
  }

  /** Returns true on the event loop that owns this object. */
  boolean isOwner() {
    return Thread.currentThread() == owner;
  }

  /** Adds a publish; fails with a {@link io.feedhorn.model.FeedException} if it is refused. */
  Future<Receipt> add(PublishCommand command) {
    if (waiting.isEmpty()) {
      vertx.runOnContext(end -> send());
    }
    Promise<Receipt> receipt = Promise.promise();
    waiting.add(new Waiting(command, receipt));
    return receipt.future();
  }

  /** Sends everything that waits now. */
  void send() {
    List<Waiting> all = waiting;
    waiting = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= all.size(); i++) {
      if (i == all.size() || i - start == MAX_BATCH || !isSameFeed(all.get(i), all.get(start))) {
        send(all.subList(start, i));
        start = i;
      }
    }
  }

  private static boolean isSameFeed(Waiting one, Waiting other) {
    return one.command.topic().feed().equals(other.command.topic().feed());
  }

  private void send(List<Waiting> run) {
    List<PublishCommand> commands = new ArrayList<>(run.size());
    run.forEach(each -> commands.add(each.command));
    sender
        .apply(commands)
        .onSuccess(
            results -> {
              for (int i = 0; i < results.size(); i++) {
                complete(run.get(i).receipt, results.get(i));
              }
            });
  }

  /** Completes a publish. The others are completed even if a handler of this one fails. */
  private static void complete(Promise<Receipt> promise, PublishResult result) {
    try {
      result.future().onComplete(promise);
    } catch (RuntimeException failure) {
      LOG.error("Handling the answer to a publish failed", failure);
    }
  }
}
