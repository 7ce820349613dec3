package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeedFetchesTest {
  private final Map<String, String> nodes = new TreeMap<>();
  private final List<String> fetched = new ArrayList<>();
  private final ArrayDeque<Promise<Void>> running = new ArrayDeque<>();

  private void feeds(int count, String node) {
    for (int feed = 0; feed < count; feed++) {
      nodes.put(node + feed, node);
    }
  }

  private Future<Void> run() {
    return new FeedFetches(nodes, node -> !node.equals("gone"), this::fetch).run();
  }

  private Future<Void> fetch(String feed, String node) {
    assertThat(feed).startsWith(node);
    fetched.add(feed);
    Promise<Void> promise = Promise.promise();
    running.add(promise);
    return promise.future();
  }

  @Test
  void someFeedsAreFetchedAtATime() {
    feeds(100, "a");
    Future<Void> all = run();
    while (!running.isEmpty()) {
      assertThat(all.isComplete()).isFalse();
      assertThat(running.size()).isLessThanOrEqualTo(FeedFetches.MAX_RUNNING);
      running.remove().complete();
    }

    assertThat(all.succeeded()).isTrue();
    assertThat(fetched).hasSameElementsAs(nodes.keySet()).hasSize(100);
  }

  @Test
  void allOtherFeedsAreFetchedAlthoughOneFails() {
    feeds(100, "a");
    Future<Void> all = run();
    running.remove().fail("refused");
    while (!running.isEmpty()) {
      running.remove().complete();
    }

    assertThat(all.failed()).isTrue();
    assertThat(all.cause()).hasMessage("not fetched: a0 (1 feeds in all); last failure: refused");
    assertThat(fetched).hasSize(100);
  }

  @Test
  void nothingIsFetchedFromANodeThatIsNotAMember() {
    feeds(10, "gone");
    feeds(1, "a");
    Future<Void> all = run();
    running.remove().complete();

    assertThat(all.cause())
        .hasMessage(
            "not fetched: gone0, gone1, gone2, gone3, gone4, gone5, gone6, gone7, gone8, gone9"
                + " (10 feeds in all); last failure: node gone is not a member any more");
    assertThat(fetched).containsExactly("a0");
  }

  @Test
  void onlySomeOfManyFeedsAreNamed() {
    feeds(11, "gone");
    assertThat(run().cause()).hasMessageContaining("gone8, … (11 feeds in all)");
  }

  @Test
  void fetchesMayCompleteAtOnce() {
    feeds(50_000, "a");
    int[] count = {0};
    Future<Void> all =
        new FeedFetches(
                nodes,
                node -> true,
                (feed, node) -> {
                  count[0]++;
                  return Future.succeededFuture();
                })
            .run();

    assertThat(all.succeeded()).isTrue();
    assertThat(count[0]).isEqualTo(50_000);
  }

  @Test
  void withoutFeedsThereIsNothingToFetch() {
    assertThat(run().succeeded()).isTrue();
  }
}
