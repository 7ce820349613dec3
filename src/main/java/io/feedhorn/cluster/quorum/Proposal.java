package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.voters.VoterSet;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Set;

/**
 * A batch that an owner sends to all voters until a majority of them has stored it. Owned by the
 * writer's event loop.
 */
final class Proposal {
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 50;

  private final VoterPeers peers;
  private final long term;
  private final Batch batch;
  private final int majority;
  private final Runnable onNotWhole;
  private final Set<String> accepted = new HashSet<>();
  private final Promise<Void> done = Promise.promise();

  /**
   * Creates a proposal.
   *
   * @param onNotWhole called if there is a voter whose vote does not count
   */
  Proposal(VoterPeers peers, long term, Batch batch, Runnable onNotWhole) {
    this.peers = peers;
    this.term = term;
    this.batch = batch;
    this.majority = VoterSet.majorityOf(peers.names().size());
    this.onNotWhole = onNotWhole;
  }

  /** Completes when the batch is committed; after a failure it is unknown whether it is. */
  Future<Void> send() {
    peers.names().forEach(this::send);
    Runnable noTimeout =
        peers.later(
            TIMEOUT_MILLIS,
            () ->
                fail(
                    new RetryableException(
                        "only %s of the voters %s have stored the newest batch of feed %s"
                            .formatted(accepted, peers.names(), batch.feed()))));
    // The timer has the batch, and there may be thousands of batches in that time.
    return done.future().onComplete(ended -> noTimeout.run());
  }

  private boolean isDone() {
    return done.future().isComplete();
  }

  private void fail(RuntimeException reason) {
    done.tryFail(reason);
  }

  private void send(String name) {
    if (isDone()) {
      return;
    }
    if (peers.isReachable(name)) {
      peers
          .append(name, term, batch.firstOffset() - 1, batch)
          .onComplete(answer -> receive(name, answer));
    } else {
      sendLater(name);
    }
  }

  private void sendLater(String name) {
    peers.later(RETRY_MILLIS, () -> send(name));
  }

  private void receive(String name, AsyncResult<AppendReply> answer) {
    if (isDone()) {
      return;
    }
    AppendReply reply = answer.result();
    if (reply == null) {
      sendLater(name);
      return;
    }
    switch (reply.outcome()) {
      case ACCEPTED -> {
        accepted.add(name);
        if (accepted.size() >= majority) {
          done.tryComplete();
        }
      }
      case NOT_PROMISED -> askForPromise(name);
      case NOT_WHOLE -> {
        onNotWhole.run();
        sendLater(name);
      }
      case MISSING -> sendLater(name);
      case FENCED -> fail(fenced(name, reply.promise()));
      case AHEAD ->
          fail(new RetryableException("voter " + name + " has later updates of " + batch.feed()));
    }
  }

  private void askForPromise(String name) {
    peers
        .promise(name, term)
        .onSuccess(
            end -> {
              if (end.whole() && !end.granted() && end.promise() > term) {
                fail(fenced(name, end.promise()));
              } else {
                send(name);
              }
            })
        .onFailure(failure -> sendLater(name));
  }

  private FencedException fenced(String name, long promise) {
    return new FencedException(
        "Voter %s has promised term %d of feed %s; this owner has term %d."
            .formatted(name, promise, batch.feed(), term));
  }
}
