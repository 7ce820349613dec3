package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.TestBatches;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Node {@code a} fetches from node {@code b}. */
class LogServerTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final NodeMessaging messagingOfA = new NodeMessaging(vertx, "a");
  private final NodeMessaging messagingOfB = new NodeMessaging(vertx, "b");
  private final ReplicaLog log = replicas().get(TestBatches.FEED).log();
  private final FeedReplicas ofB = replicas();

  private static FeedReplicas replicas() {
    return new FeedReplicas(TestBatches.feeds(10), new RecordingListener());
  }

  @BeforeEach
  void start() throws Exception {
    new LogServer(ofB, () -> 0).start(messagingOfB);
    await(
        Future.future(
            done ->
                context.runOnContext(
                    turn ->
                        messagingOfA
                            .start()
                            .compose(started -> messagingOfB.start())
                            .onComplete(done))));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static void await(Future<Void> future) throws Exception {
    future.await(50, TimeUnit.SECONDS);
  }

  /** Fetches on the event loop that owns the logs, after an action there. */
  private void fetchAfter(Runnable action) throws Exception {
    LogFetcher fetcher = new LogFetcher(messagingOfA);
    await(
        Future.future(
            done ->
                context.runOnContext(
                    turn -> {
                      action.run();
                      fetcher.fetch("b", TestBatches.FEED, log).onComplete(done);
                    })));
  }

  @Test
  void theMissingBatchesAreSent() throws Exception {
    fetchAfter(
        () -> {
          for (long offset = 1; offset <= 3; offset++) {
            ofB.get(TestBatches.FEED).log().apply(TestBatches.batch(1, offset, 1));
          }
          log.apply(TestBatches.batch(1, 1, 1));
        });

    assertThat(log.offset()).isEqualTo(3);
  }

  @Test
  void aRequestForAFeedThatIsNotHereDoesNotAddIt() throws Exception {
    fetchAfter(() -> {});

    assertThat(log.offset()).isZero();
    assertThat(ofB.find(TestBatches.FEED)).isNull();
  }
}
