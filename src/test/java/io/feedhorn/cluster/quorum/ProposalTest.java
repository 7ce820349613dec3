package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.quorum.AppendReply.Outcome;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.cluster.replica.TestBatches;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A batch for three voters. */
class ProposalTest {
  private static final long TERM = 64;

  private final Map<String, Promise<AppendReply>> asked = new HashMap<>();
  private final List<Runnable> timers = new ArrayList<>();
  private final Proposal proposal =
      new Proposal(
          new Peers(),
          TERM,
          TestBatches.batch(TERM, 1, 1),
          () -> {
            throw new AssertionError("all votes count");
          });

  /** Voters that are all reachable, and whose answers a test gives. */
  private final class Peers implements VoterPeers {
    @Override
    public List<String> names() {
      return List.of("n0", "n1", "n2");
    }

    @Override
    public String self() {
      return "n0";
    }

    @Override
    public boolean isReachable(String name) {
      return true;
    }

    @Override
    public List<String> running() {
      return names();
    }

    @Override
    public Future<LogEnd> promise(String name, long term) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<LogEnd> end(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<AppendReply> append(String name, long term, long previousOffset, Batch batch) {
      return asked.computeIfAbsent(name, voter -> Promise.promise()).future();
    }

    @Override
    public Future<Boolean> grant(String name, long term, long committed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> fetch(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void push(Batch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Runnable later(long millis, Runnable action) {
      timers.add(action);
      return () -> timers.remove(action);
    }
  }

  private void answer(String name, Outcome outcome) {
    Objects.requireNonNull(asked.get(name)).complete(new AppendReply(outcome, TERM));
  }

  @Test
  void aCommittedBatchLeavesNoTimer() {
    Future<Void> committed = proposal.send();
    assertThat(timers).hasSize(1);
    answer("n0", Outcome.ACCEPTED);
    assertThat(committed.isComplete()).isFalse();
    answer("n2", Outcome.ACCEPTED);

    assertThat(committed.succeeded()).isTrue();
    assertThat(timers).isEmpty();
  }

  @Test
  void aRefusedBatchLeavesNoTimer() {
    Future<Void> committed = proposal.send();
    answer("n1", Outcome.FENCED);

    assertThat(committed.cause()).isInstanceOf(FencedException.class);
    assertThat(timers).isEmpty();
  }

  @Test
  void aBatchThatTooFewVotersStoreFailsInTime() {
    Future<Void> committed = proposal.send();
    answer("n1", Outcome.ACCEPTED);
    timers.get(0).run();

    assertThat(committed.cause())
        .hasMessage(
            "only [n1] of the voters [n0, n1, n2] have stored the newest batch of feed "
                + TestBatches.FEED);
  }
}
