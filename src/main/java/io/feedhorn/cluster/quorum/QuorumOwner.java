package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.owner.FeedCommitter;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.model.TraceContext;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The owner's side of one durable feed: begins a term with the promises of a majority of the
 * voters, finishes the batch that the owner before may have committed, and commits batches. Owned
 * by the writer's event loop.
 */
public final class QuorumOwner implements FeedCommitter {
  /** Terms of different voters differ in their remainder. */
  private static final int MAX_VOTERS = 64;

  private static final long GRANT_RETRY_MILLIS = 200;
  private static final int GRANT_ATTEMPTS = 50;
  private static final long CHECK_NANOS = 200_000_000L;
  private static final long MIN_RETRY_NANOS = 500_000_000L;
  private static final long MAX_RETRY_NANOS = 1_500_000_000L;

  private final FeedReplica replica;
  private final ReplicaLog log;
  private final VoterPeers peers;
  private final LongSupplier micros;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private long newestTerm;
  private long term;
  // The end of the newest batch of this term, committed or not.
  private long proposedOffset;
  // What a replaced store may have voted for, and must have before its vote counts.
  private long level;
  private long notBefore;
  private long checkedNanos;
  private boolean allWhole;
  private boolean asking;
  private List<String> running = List.of();

  /**
   * Creates the owner of a feed.
   *
   * @param micros Unix time in microseconds
   * @param nanos the monotonic time
   */
  public QuorumOwner(
      FeedReplica replica,
      VoterPeers peers,
      LongSupplier micros,
      LongSupplier nanos,
      RandomGenerator random) {
    this.replica = replica;
    this.log = replica.log();
    this.peers = peers;
    this.micros = micros;
    this.nanos = nanos;
    this.random = random;
    this.notBefore = nanos.getAsLong();
    this.checkedNanos = notBefore;
  }

  @Override
  public Future<CommittedHead> recover() {
    if (nanos.getAsLong() - notBefore < 0) {
      return Future.failedFuture(new RetryableException("waiting before the next attempt"));
    }
    return begin().onFailure(failure -> waitBeforeRetry());
  }

  private void waitBeforeRetry() {
    notBefore = nanos.getAsLong() + random.nextLong(MIN_RETRY_NANOS, MAX_RETRY_NANOS);
  }

  private Future<CommittedHead> begin() {
    int index = peers.names().indexOf(peers.self());
    if (index < 0 || index >= MAX_VOTERS) {
      return Future.failedFuture(
          new RetryableException("this node is not one of the voters " + peers.names()));
    }
    long next = Math.max(micros.getAsLong(), Math.max(newestTerm, log.term()) + MAX_VOTERS);
    long newTerm = next / MAX_VOTERS * MAX_VOTERS + index;
    newestTerm = newTerm;
    return promises(newTerm)
        .compose(answers -> catchUp(answers).map(level -> answers))
        .compose(answers -> begin(newTerm, answers))
        .compose(answers -> finish(newTerm, answers))
        .map(finished -> new CommittedHead(log.epoch(), newTerm, log.offset(), List.of()));
  }

  /** Asks all voters for a promise. Completes as soon as the promises are enough. */
  private Future<Promises> promises(long newTerm) {
    List<String> reachable = peers.names().stream().filter(peers::isReachable).toList();
    Promises promises = new Promises(peers.names());
    Promise<Promises> enough = Promise.promise();
    int[] open = {reachable.size()};
    for (String name : reachable) {
      peers
          .promise(name, newTerm)
          .onComplete(
              answer -> {
                add(promises, name, answer);
                if (--open[0] == 0 || promises.isMajority()) {
                  enough.tryComplete(promises);
                }
              });
    }
    return reachable.isEmpty()
        ? Future.failedFuture(new RetryableException("no voter is reachable"))
        : enough.future();
  }

  private void add(Promises promises, String name, AsyncResult<LogEnd> answer) {
    if (answer.succeeded()) {
      promises.add(name, answer.result());
      newestTerm = Math.max(newestTerm, promises.newestTerm());
    }
  }

  /** Makes the votes of the voters count if the feed is new, or one store is trusted. */
  private Future<Promises> begin(long newTerm, Promises promises) {
    if (promises.isMajority()) {
      return Future.succeededFuture(promises);
    }
    if (!promises.isNew() && !promises.isTrusted()) {
      return Future.failedFuture(
          new RetryableException("too few voters have promised term " + newTerm));
    }
    Set<String> votes = new HashSet<>();
    return grantAll(newTerm, promises, votes, GRANT_ATTEMPTS).map(granted -> promises);
  }

  /** Makes votes count as soon as their logs are level with this one, until a majority does. */
  private Future<Void> grantAll(long newTerm, Promises promises, Set<String> votes, int attempts) {
    List<Future<Boolean>> grants =
        promises.notWhole().stream()
            .filter(name -> !votes.contains(name))
            .map(
                name ->
                    peers
                        .grant(name, newTerm, log.offset())
                        .map(granted -> granted && votes.add(name)))
            .toList();
    return Future.join(grants)
        .transform(
            done -> {
              if (promises.size() + votes.size() >= promises.majority()) {
                return Future.succeededFuture();
              }
              return attempts == 0
                  ? Future.failedFuture(
                      new RetryableException("too few voters are level with term " + newTerm))
                  : delay().compose(later -> grantAll(newTerm, promises, votes, attempts - 1));
            });
  }

  private Future<Void> delay() {
    return Future.future(later -> peers.later(GRANT_RETRY_MILLIS, later::complete));
  }

  /** Fetches what the voters know to be committed. */
  private Future<Void> catchUp(Promises promises) {
    String longest = promises.longest();
    if (longest == null || isLevel(promises, longest)) {
      return Future.succeededFuture();
    }
    return peers
        .fetch(longest)
        .compose(
            fetched ->
                isLevel(promises, longest)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new RetryableException("voter " + longest + " did not send all updates")));
  }

  private boolean isLevel(Promises promises, String longest) {
    return log.offset() >= promises.committed(longest)
        && log.epoch().equals(promises.epoch(longest));
  }

  /** Commits the batch that the owner before may have committed. */
  private Future<Void> finish(long newTerm, Promises promises) {
    term = newTerm;
    allWhole = false;
    log.observeTerm(newTerm);
    Batch open = promises.acceptedAfter(log.offset());
    proposedOffset = open == null ? log.offset() : open.lastOffset();
    level = proposedOffset;
    if (open == null) {
      return Future.succeededFuture();
    }
    Batch again = open.withTerm(newTerm);
    return propose(again)
        .onSuccess(
            done -> {
              VoterLog.apply(log, again);
              peers.push(again);
              replica.runApplied();
            });
  }

  @Override
  public Future<Map<String, Long>> commit(
      Batch batch, long replicatedOffset, List<@Nullable TraceContext> traces) {
    proposedOffset = batch.lastOffset();
    return propose(batch).onFailure(failure -> waitBeforeRetry()).map(Map.of());
  }

  @Override
  public long replicatedOffset(int tailBytes) {
    return log.offset();
  }

  @Override
  public boolean opensBeforeFirstUpdate() {
    return true;
  }

  private Future<Void> propose(Batch batch) {
    return new Proposal(peers, term, batch, () -> allWhole = false).send();
  }

  /**
   * Makes the votes of replaced stores count. Asks all voters again, so that an owner that the
   * replaced store had promised to before cannot commit any more.
   */
  @Override
  public boolean check() {
    long now = nanos.getAsLong();
    if (now - checkedNanos >= CHECK_NANOS) {
      checkedNanos = now;
      List<String> found = peers.running();
      if (!found.equals(running)) {
        // A voter that has started again may have an empty store, also if nothing is published.
        allWhole = false;
        running = found;
        level = proposedOffset;
      }
      if (!allWhole && !asking && found.size() == peers.names().size()) {
        askAll();
      }
    }
    return newestTerm <= term;
  }

  /** Returns true if this owner has asked all voters, and the votes of all of them count. */
  boolean knowsAllVotes() {
    return allWhole;
  }

  private void askAll() {
    long current = term;
    List<String> asked = running;
    Promises ends = new Promises(peers.names());
    asking = true;
    List<Future<LogEnd>> questions =
        peers.names().stream()
            .map(name -> peers.end(name).onSuccess(end -> ends.add(name, end)))
            .toList();
    Future.join(questions)
        .onComplete(done -> asking = false)
        .onSuccess(
            all -> {
              if (current == term && asked.equals(running)) {
                grant(ends);
              }
            });
  }

  private void grant(Promises ends) {
    long current = term;
    newestTerm = Math.max(newestTerm, ends.newestTerm());
    List<String> notWhole = ends.notWhole();
    List<String> notPromised =
        peers.names().stream()
            .filter(name -> !notWhole.contains(name) && ends.promise(name) < current)
            .toList();
    allWhole = notWhole.isEmpty();
    notPromised.forEach(name -> peers.promise(name, current));
    if (newestTerm == current && notPromised.isEmpty() && notWhole.size() < ends.majority()) {
      notWhole.forEach(name -> peers.grant(name, current, level));
    }
  }
}
