package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The publishing of a long batch in slices. */
@Timeout(60)
class BatchPublishTest {
  private static final int LINES = 10_000;
  private static final int SLICE = 64;
  private static final Topic TOPIC = Topic.parse("f.a");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Integer> published = new ArrayList<>();
  private final List<Integer> publishedAtEachIteration = new ArrayList<>();
  private final Deque<Promise<Receipt>> waiting = new ArrayDeque<>();
  private int maxWaiting;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theEventLoopRunsOtherTasksBetweenSlices() throws Exception {
    String answers =
        run(lines(LINES, "x"), (line, number) -> accept(number), this::countIterations);

    assertThat(published).hasSize(LINES).isSorted();
    assertThat(answers.lines()).hasSize(LINES);
    assertThat(publishedAtEachIteration).hasSizeGreaterThanOrEqualTo(LINES / SLICE - 1).isSorted();
    for (int i = 1; i < publishedAtEachIteration.size(); i++) {
      assertThat(publishedAtEachIteration.get(i) - publishedAtEachIteration.get(i - 1))
          .isLessThanOrEqualTo(SLICE);
    }
  }

  @Test
  void aSliceHasFewLargeLines() throws Exception {
    run(lines(50, "x".repeat(60_000)), (line, number) -> accept(number), this::countIterations);

    assertThat(published).hasSize(50).isSorted();
    assertThat(publishedAtEachIteration.get(0)).isLessThanOrEqualTo(2);
  }

  @Test
  void theNumberOfUnansweredLinesIsBounded() throws Exception {
    String answers =
        run(
            lines(LINES, "x"),
            (line, number) -> {
              Promise<Receipt> answer = Promise.promise();
              published.add(number);
              waiting.add(answer);
              maxWaiting = Math.max(maxWaiting, waiting.size());
              return answer.future();
            },
            this::answerInEachIteration);

    assertThat(published).hasSize(LINES).isSorted();
    assertThat(maxWaiting).isLessThanOrEqualTo(1_000);
    assertThat(answers.lines()).hasSize(LINES);
  }

  @Test
  void theResponsesAreInTheOrderOfTheLines() throws Exception {
    String answers =
        run(
            lines(3, "x"),
            (line, number) ->
                number == 2
                    ? Future.failedFuture(new FeedException(ErrorCode.BAD_JSON, "Not JSON."))
                    : accept(number),
            () -> {});

    List<String> each = answers.lines().toList();
    assertThat(each).hasSize(3);
    assertThat(each.get(0)).contains("\"offset\":1,");
    assertThat(each.get(1)).contains("\"bad_json\"");
    assertThat(each.get(2)).contains("\"offset\":3,");
  }

  private Future<Receipt> accept(int number) {
    published.add(number);
    return Future.succeededFuture(receipt(number));
  }

  private void countIterations() {
    publishedAtEachIteration.add(published.size());
    if (published.size() < LINES && publishedAtEachIteration.size() < LINES) {
      vertx.runOnContext(run -> countIterations());
    }
  }

  /** Answers a few publishes in each iteration of the event loop, the oldest first. */
  private void answerInEachIteration() {
    for (int i = 0; i < 10 && !waiting.isEmpty(); i++) {
      waiting.remove().complete(receipt(i));
    }
    if (published.size() < LINES || !waiting.isEmpty()) {
      vertx.runOnContext(run -> answerInEachIteration());
    }
  }

  private static Receipt receipt(int number) {
    return new Receipt(TOPIC, "k3f9", number, number, 1);
  }

  private static List<Buffer> lines(int number, String line) {
    return Collections.nCopies(number, Buffer.buffer(line));
  }

  private String run(List<Buffer> lines, BatchPublish.LinePublisher publish, Runnable meanwhile)
      throws Exception {
    Promise<String> done = Promise.promise();
    loop.runOnContext(
        run -> {
          new BatchPublish(vertx, lines, publish, refused -> {}).run().onComplete(done);
          meanwhile.run();
        });
    return done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
