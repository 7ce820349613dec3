package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.feedhorn.cluster.owner.HeldCommits;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.cluster.voters.VoterOptions;
import io.feedhorn.cluster.voters.VoterRegistry;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.feedhorn.trace.Tracer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The feeds of two nodes {@code a} and {@code b}; {@code b} is the owner of all of them. */
class ReplicatedFeedsTest {
  private static final int FEEDS = 250;

  private final Vertx vertx = Vertx.vertx();
  private volatile List<String> members = List.of("a", "b");
  private final HeldCommits commits = new HeldCommits();
  private final Node a = new Node("a");
  private final Node b = new Node("b");

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private final class Node {
    final FeedRegistry feeds = TestBatches.feeds(10);
    private final Context context = vertx.getOrCreateContext();
    private final TestGrid grid;
    private final ReplicationServices services;
    final ReplicatedFeeds table;

    Node(String name) {
      grid = new TestGrid(name, () -> members, commits);
      services =
          ReplicationServices.create(
              vertx,
              grid,
              feeds,
              new NoMetrics(),
              Tracer.NONE,
              2,
              () -> 0,
              VoterRegistry.withoutStore(name, new VoterOptions(name, List.of(), 0)),
              null);
      table = new ReplicatedFeeds(services);
    }

    <T> Future<T> call(Supplier<Future<T>> call) {
      return Future.future(done -> context.runOnContext(event -> call.get().onComplete(done)));
    }

    <T> T run(Supplier<Future<T>> call) throws Exception {
      return call(call).await(50, TimeUnit.SECONDS);
    }

    void start() throws Exception {
      run(table::start);
    }

    /**
     * Adds feeds with one update, of which other nodes get a snapshot, because the epoch is new.
     */
    void fill() throws Exception {
      run(
          () -> {
            for (String feed : names()) {
              LogEntry entry =
                  new LogEntry(
                      Topic.parse(feed + ".a"), 1, 1, 0, 1, Buffer.buffer("1"), null, 7, 1, 0);
              ReplicaLog log = services.replicas().get(feed).log();
              log.apply(Batch.of(feed, TestBatches.EPOCH, 1, List.of(entry)));
              log.startNewEpoch("e" + feed);
            }
            return Future.succeededFuture();
          });
    }

    List<Position> ends() {
      return names().stream().map(feeds::endPosition).toList();
    }
  }

  private static List<String> names() {
    return IntStream.range(0, FEEDS).mapToObj(feed -> "f" + feed).toList();
  }

  @Test
  void aStartingNodeFetchesAllFeeds() throws Exception {
    a.start();
    b.start();
    b.fill();
    a.run(a.table::catchUp);

    assertThat(a.ends()).isEqualTo(b.ends()).allMatch(end -> end.offset() == 1);
  }

  @Test
  void aStartingNodeAsksAMemberAgainThatDidNotAnswer() throws Exception {
    a.start();
    b.fill();
    // The address of node b, which is late.
    MessageConsumer<Buffer> late = vertx.eventBus().consumer("feedhorn.node@b");
    late.handler(
        request ->
            late.unregister()
                .compose(done -> b.call(b.table::start))
                .onComplete(started -> request.fail(500, "This node is starting.")));
    a.run(a.table::catchUp);

    assertThat(a.ends()).isEqualTo(b.ends()).allMatch(end -> end.offset() == 1);
  }

  @Test
  void aStartingNodeGivesUpWhatANodeHasThatLeaves() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    a.start();
    b.start();
    b.fill();
    b.services
        .messaging()
        .handle(
            MessageKind.FETCH,
            (from, in) -> {
              requests.incrementAndGet();
              members = List.of("a");
              return Future.failedFuture("This node is stopping.");
            });
    a.run(a.table::catchUp);

    assertThat(requests).hasValueBetween(1, FeedFetches.MAX_RUNNING);
  }

  /** Returns the warnings of a catch-up of node {@code a}. */
  private List<String> warningsOfCatchUp() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(ReplicatedFeeds.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      a.run(a.table::catchUp);
    } finally {
      logger.detachAppender(log);
    }
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void whatAStartingNodeCouldNotFetchIsLoggedOnce() throws Exception {
    members = List.of("a", "b", "c");
    a.start();
    b.start();
    b.fill();
    b.services
        .messaging()
        .handle(MessageKind.FETCH, (from, in) -> Future.failedFuture("The folder is gone"));

    assertThat(warningsOfCatchUp())
        .singleElement(STRING)
        .startsWith(
            "This node starts although it may lack updates: the members [c] did not answer;"
                + " not fetched: f0, f1, f10, ")
        .contains(
            ", … (250 feeds in all); last failure: The folder is gone. It fetches them from the"
                + " owners of the feeds");
  }

  @Test
  void aStartingNodeThatHasEverythingWarnsOfNothing() throws Exception {
    a.start();
    b.start();
    b.fill();

    assertThat(warningsOfCatchUp()).isEmpty();
  }

  @Test
  void aFeedWithoutUpdatesDoesNotSpread() throws Exception {
    a.start();
    b.start();
    b.fill();
    boolean unknown =
        b.run(
            () -> {
              b.table.get("unknown");
              return b.services
                  .statuses()
                  .statusesOfOthers()
                  .map(all -> a.table.find("unknown") == null);
            });

    assertThat(unknown).isTrue();
    assertThat(a.table.find("f0")).isNotNull();
  }

  /** Returns the wait for commits without waiting for it. */
  private Future<Void> awaitCommits() throws Exception {
    return a.run(
        () -> {
          a.table.check();
          return Future.succeededFuture(a.table.awaitCommits());
        });
  }

  @Test
  void onlyTheCommitsOfFeedsThatHaveAnotherOwnerAreAwaited() throws Exception {
    members = List.of("a");
    a.start();
    a.grid.setOwner("a");
    Future<Receipt> published = a.call(() -> publish("f.a"));
    Awaitility.await().until(() -> commits.isCommitting("f"));
    assertThat(awaitCommits().succeeded()).isTrue();

    a.grid.setOwner("b");
    Future<Void> ended = awaitCommits();
    assertThat(awaitCommits()).isSameAs(ended);
    // Timers of one event loop end in order: the commits are checked several times before.
    a.run(() -> vertx.timer(20, TimeUnit.MILLISECONDS));
    assertThat(ended.isComplete()).isFalse();

    a.call(
        () -> {
          commits.end("f");
          return Future.succeededFuture();
        });
    ended.await(50, TimeUnit.SECONDS);
    assertThat(published.await(50, TimeUnit.SECONDS).offset()).isEqualTo(1);
    assertThat(a.table.isIdle()).isTrue();
    Future<Void> again = awaitCommits();
    assertThat(again).isNotSameAs(ended);
    assertThat(again.succeeded()).isTrue();
  }

  @Test
  void aNodeThatGaveUpItsFeedsOwnsNoneThatIsCreatedLater() throws Exception {
    members = List.of("a");
    a.start();
    a.grid.setOwner("a");
    a.run(
        () -> {
          a.table.stopOwning();
          publish("f.a").onFailure(refused -> {});
          a.table.check();
          // The recovery of a feed without updates ends in less time.
          return vertx.timer(100, TimeUnit.MILLISECONDS);
        });

    assertThat(commits.isCommitting("f")).isFalse();
  }

  @Test
  void aFaultInTheCheckOfOneFeedDoesNotStopTheOthers() throws Exception {
    members = List.of("a");
    a.start();
    a.grid.setOwner("a");
    List<String> names = List.of("e", "f", "g");
    for (String feed : names) {
      Future<Receipt> published =
          a.call(() -> a.table.get(feed).publish(TestBatches.command(feed + ".a", "1", null)));
      Awaitility.await().until(() -> commits.isCommitting(feed));
      a.call(
          () -> {
            commits.end(feed);
            return published;
          });
      published.await(50, TimeUnit.SECONDS);
    }
    assertThat(ownedAfterCheck()).containsExactlyInAnyOrderElementsOf(names);
    a.grid.setOwner("b");
    a.grid.failFor(Set.of("e", "g"));

    assertThat(ownedAfterCheck()).containsExactlyInAnyOrder("e", "g");
  }

  private Set<String> ownedAfterCheck() throws Exception {
    return a.run(
        () -> {
          a.table.check();
          return Future.succeededFuture(a.table.owned());
        });
  }

  private Future<Receipt> publish(String topic) {
    return a.table.get("f").publish(TestBatches.command(topic, "1", null));
  }

  /** Answers the publishes of node {@code a}, and returns them. */
  private List<PublishBatch> answerAll(PublishResult... results) {
    List<PublishBatch> received = new CopyOnWriteArrayList<>();
    b.services
        .messaging()
        .handle(
            MessageKind.PUBLISH,
            (from, in) -> {
              received.add(PublishBatch.read(in));
              return Future.succeededFuture(PublishBatch.bytes(List.of(results)));
            });
    return received;
  }

  private static PublishResult tooMany() {
    return new PublishResult(null, new FeedException(ErrorCode.TOO_MANY, "There is no room."));
  }

  /** Rejects the feed as the writer does; returns true if it is still there after a check. */
  private boolean isKeptAfterRejection() {
    a.table.get("f").reject();
    a.table.check();
    return a.table.find("f") != null;
  }

  @Test
  void aRejectedFeedStaysWhileAPublisherWaitsForItsUpdate() throws Exception {
    a.start();
    b.start();
    Receipt receipt = new Receipt(Topic.parse("f.a"), TestBatches.EPOCH, 1, 1, 1);
    answerAll(new PublishResult(receipt, null), tooMany());
    boolean kept =
        a.run(
            () -> {
              publish("f.a");
              return publish("f.b")
                  .map(published -> false)
                  .otherwise(refused -> isKeptAfterRejection());
            });

    assertThat(kept).isTrue();
  }

  @Test
  void theForwarderOfAFeedThatWasRemovedIsAnotherOne() throws Exception {
    a.start();
    b.start();
    List<PublishBatch> received = answerAll(tooMany());
    for (int i = 0; i < 2; i++) {
      boolean kept =
          a.run(
              () ->
                  publish("f.a")
                      .map(published -> true)
                      .otherwise(refused -> isKeptAfterRejection()));
      assertThat(kept).isFalse();
    }

    assertThat(received).hasSize(2).extracting(PublishBatch::source).doesNotHaveDuplicates();
  }
}
