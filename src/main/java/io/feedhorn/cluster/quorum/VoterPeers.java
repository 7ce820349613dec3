package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.Future;
import java.util.List;

/**
 * The voters of one feed, by name, this node among them (port). A request fails if the voter cannot
 * be reached or does not answer in time. Futures complete on the writer's event loop.
 */
public interface VoterPeers {
  /** Returns the names of all voters, sorted; empty until they are known. */
  List<String> names();

  /** Returns the name of this node. */
  String self();

  /** Returns true if the voter is a member of the cluster now. */
  boolean isReachable(String name);

  /** Returns the voters that run, as members: one that has started again is another member. */
  List<String> running();

  Future<LogEnd> promise(String name, long term);

  Future<LogEnd> end(String name);

  Future<AppendReply> append(String name, long term, long previousOffset, Batch batch);

  /** Makes the vote of a voter count. Completes with false if it refuses. */
  Future<Boolean> grant(String name, long term, long committed);

  /** Fetches the committed updates that this node misses from another voter. */
  Future<Void> fetch(String name);

  /** Sends a committed batch to all other nodes. */
  void push(Batch batch);

  /** Runs an action after a delay, and returns what cancels it. */
  Runnable later(long millis, Runnable action);
}
