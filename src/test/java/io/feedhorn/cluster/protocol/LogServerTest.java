package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.RecordingListener;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.TestBatches;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
  private final AtomicLong micros = new AtomicLong();
  private final LogServer server = new LogServer(ofB, micros::get);

  private static FeedReplicas replicas() {
    return new FeedReplicas(TestBatches.feeds(10), new RecordingListener());
  }

  @BeforeEach
  void start() throws Exception {
    server.start(messagingOfB);
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

  /** The content of a transfer is that of its start, which would be kept in memory for good. */
  @Test
  void aTransferThatIsNotContinuedIsDropped() throws Exception {
    Buffer request =
        new BinaryWriter().text(TestBatches.FEED).text("another epoch").number(0).toBuffer();
    Promise<BinaryReader> kept = Promise.promise();
    Promise<BinaryReader> dropped = Promise.promise();
    context.runOnContext(
        turn -> {
          ofB.get(TestBatches.FEED).log().apply(TestBatches.batch(1, 1, 1));
          begin(request)
              .compose(number -> later(15_000_000).compose(late -> page(number)))
              .onComplete(kept);
          kept.future()
              .compose(page -> begin(request))
              .compose(number -> later(15_000_001).compose(late -> page(number)))
              .onComplete(dropped);
        });

    assertThat(kept.future().await(50, TimeUnit.SECONDS).flag()).isFalse();
    assertThatThrownBy(() -> dropped.future().await(50, TimeUnit.SECONDS))
        .hasMessageContaining("there is no snapshot transfer 2");
  }

  private Future<Long> begin(Buffer request) {
    return messagingOfA
        .request("b", MessageKind.FETCH, request, 50_000)
        .map(
            in -> {
              assertThat(FetchReply.read(in)).isEqualTo(FetchReply.SNAPSHOT);
              return in.number();
            });
  }

  private Future<Void> later(long elapsedMicros) {
    micros.addAndGet(elapsedMicros);
    server.check();
    return Future.succeededFuture();
  }

  private Future<BinaryReader> page(long number) {
    return messagingOfA.request(
        "b", MessageKind.PAGE, new BinaryWriter().number(number).toBuffer(), 50_000);
  }
}
