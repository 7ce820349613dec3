package io.feedhorn.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.FeedWriterVerticle;
import io.feedhorn.publish.LocalFeedWriter;
import io.feedhorn.publish.NoMetrics;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.SourceServer;
import io.feedhorn.source.format.Format;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source of the standard input that is stopped while the feeds' writer is unavailable. */
class StdinReloadTest {
  private static final int ROWS = 700;

  private final Vertx vertx = Vertx.vertx();
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
  private final SwitchedWriter writer =
      new SwitchedWriter(new LocalFeedWriter(feeds, new NoMetrics()));

  /** A writer that is unavailable for the feed {@code n} after some updates, until it is not. */
  private static final class SwitchedWriter implements FeedWriter {
    private final FeedWriter writer;
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Integer> published = new CopyOnWriteArrayList<>();
    private volatile int accepted = 100;

    SwitchedWriter(FeedWriter writer) {
      this.writer = writer;
    }

    @Override
    public Future<?> start(Vertx vertx) {
      return writer.start(vertx);
    }

    @Override
    public Future<Receipt> append(PublishCommand command) {
      if (!command.topic().feed().equals("n")) {
        return writer.append(command);
      }
      if (accepted == 0) {
        refused.incrementAndGet();
        return Future.failedFuture(new FeedException(ErrorCode.UNAVAILABLE, "The disk is full."));
      }
      accepted--;
      published.add(Integer.valueOf(command.data().toString()));
      return writer.append(command);
    }

    @Override
    public Future<Boolean> reaches(String feed, Position at) {
      return writer.reaches(feed, at);
    }

    @Override
    public Future<?> close() {
      return writer.close();
    }
  }

  @BeforeEach
  void start() {
    vertx.deployVerticle(new FeedWriterVerticle(feeds, writer, 1_000, List.of())).await();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private long errors() {
    return Objects.requireNonNull(feeds.log("sys")).retained().stream()
        .filter(update -> update.topic().name().equals("sys.sources.in.errors"))
        .count();
  }

  private StdinVerticle verticle(StandardInput input) {
    StdinOptions stdin = new StdinOptions(Format.CSV, 0);
    MappingOptions mapping = new MappingOptions(null, null, null, "n.x", "v", null, null, false);
    return new StdinVerticle(
        SourceOptions.of("in", mapping, stdin), stdin, SourceMetrics.NONE, input);
  }

  @Test
  void linesThatAreNotPublishedAreForTheNextSource() throws Exception {
    StringBuilder text = new StringBuilder("v,t\n");
    for (int i = 0; i < ROWS; i++) {
      // Every fourth record has two lines, and one has too many values.
      text.append(i).append(i % 4 == 0 ? ",\"a\nb\"\n" : i == 50 ? ",1,2\n" : ",1\n");
    }
    byte[] lines = text.toString().getBytes(StandardCharsets.UTF_8);
    StandardInput input = new StandardInput(vertx, new ByteArrayInputStream(lines));
    String first = vertx.deployVerticle(verticle(input)).await();
    await().atMost(SourceServer.PATIENCE).until(() -> writer.refused.get() > 0);
    vertx.undeploy(first).await(SourceServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(writer.published).hasSize(100);

    writer.accepted = Integer.MAX_VALUE;
    vertx.deployVerticle(verticle(input)).await();

    await().atMost(SourceServer.PATIENCE).until(() -> writer.published.size() >= ROWS - 1);
    assertThat(writer.published).hasSize(ROWS - 1).doesNotHaveDuplicates().isSorted();
    assertThat(errors()).isOne();
  }
}
