package io.feedhorn.cluster;

import io.feedhorn.cluster.protocol.RetryableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The fetches of a starting node, each of one feed from one node, some at a time. Not thread-safe:
 * owned by the writer's event loop.
 */
final class FeedFetches {
  // A node serves 32 snapshots at a time, to all nodes that start.
  static final int MAX_RUNNING = 8;

  private static final int MAX_NAMED = 10;

  private final Iterator<Map.Entry<String, String>> rest;
  private final Predicate<String> isMember;
  private final BiFunction<String, String, Future<Void>> fetch;
  private final Promise<Void> done = Promise.promise();
  private final List<String> failed = new ArrayList<>();
  private String reason = "";
  private int running;
  private boolean starting;

  /**
   * Creates fetches that are not started.
   *
   * @param nodes the node that has each feed
   * @param isMember returns false for a node that would not answer any more
   * @param fetch fetches a feed from a node
   */
  FeedFetches(
      Map<String, String> nodes,
      Predicate<String> isMember,
      BiFunction<String, String, Future<Void>> fetch) {
    this.rest = nodes.entrySet().iterator();
    this.isMember = isMember;
    this.fetch = fetch;
  }

  /** Fetches all feeds; fails in the end with the names of those that were not fetched. */
  Future<Void> run() {
    startNext();
    return done.future();
  }

  private void startNext() {
    if (starting) {
      return; // a fetch has completed at once
    }
    starting = true;
    while (running < MAX_RUNNING && rest.hasNext()) {
      start(rest.next());
    }
    starting = false;
    if (running == 0) {
      complete();
    }
  }

  private void start(Map.Entry<String, String> feed) {
    if (!isMember.test(feed.getValue())) {
      fail(feed.getKey(), "node " + feed.getValue() + " is not a member any more");
      return;
    }
    running++;
    fetch
        .apply(feed.getKey(), feed.getValue())
        .onComplete(
            fetched -> {
              running--;
              if (fetched.failed()) {
                fail(feed.getKey(), String.valueOf(fetched.cause().getMessage()));
              }
              startNext();
            });
  }

  private void fail(String feed, String cause) {
    failed.add(feed);
    reason = cause;
  }

  private void complete() {
    if (failed.isEmpty()) {
      done.complete();
    } else {
      done.fail(new RetryableException(description()));
    }
  }

  private String description() {
    String names = failed.stream().sorted().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return "not fetched: %s%s (%d feeds in all); last failure: %s"
        .formatted(names, failed.size() > MAX_NAMED ? ", …" : "", failed.size(), reason);
  }
}
