package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.json.PublishFields;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The publishing of a long batch in slices. */
@Timeout(60)
class BatchPublishTest {
  private static final int LINES = 10_000;
  private static final int SLICE = 64;
  private static final int MANY = 900;
  private static final Topic TOPIC = Topic.parse("f.a");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<Integer> published = new ArrayList<>();
  private final List<Integer> publishedAtEachIteration = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int messages;
  private int waitingLines;
  private int maxWaiting;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theEventLoopRunsOtherTasksBetweenSlices() throws Exception {
    String answers = run(lines(LINES, 1), this::accept, this::countIterations);

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
    run(lines(50, 60_000), this::accept, this::countIterations);

    assertThat(published).hasSize(50).isSorted();
    assertThat(publishedAtEachIteration.get(0)).isLessThanOrEqualTo(2);
  }

  @Test
  void aSliceIsOneMessageToTheWriter() throws Exception {
    run(lines(2 * SLICE, 1), this::accept, () -> {});

    assertThat(messages).isEqualTo(2);
  }

  @Test
  void theNumberOfUnansweredLinesIsBounded() throws Exception {
    String answers =
        run(
            lines(LINES, 1),
            commands -> {
              messages++;
              Promise<List<PublishResult>> answer = Promise.promise();
              commands.forEach(command -> published.add(number(command)));
              waiting.add(() -> answer.complete(receipts(commands)));
              waitingLines += commands.size();
              maxWaiting = Math.max(maxWaiting, waitingLines);
              return answer.future().onSuccess(answered -> waitingLines -= answered.size());
            },
            this::answerInEachIteration);

    assertThat(published).hasSize(LINES).isSorted();
    assertThat(maxWaiting).isGreaterThan(SLICE).isLessThanOrEqualTo(1_000);
    assertThat(answers.lines()).hasSize(LINES);
  }

  @Test
  void theResponsesAreInTheOrderOfTheLines() throws Exception {
    List<String> each = run(refusing(lines(3, 1), 2), this::accept, () -> {}).lines().toList();

    assertThat(each).hasSize(3);
    assertThat(each.get(0)).contains("\"offset\":1,");
    assertThat(each.get(1)).contains("\"bad_json\"");
    assertThat(each.get(2)).contains("\"offset\":3,");
  }

  @Test
  void aBatchOfRefusedLinesIsAnswered() throws Exception {
    String answers = run(refusing(lines(1, 1), 1), this::accept, () -> {});

    assertThat(answers.lines()).singleElement().asString().contains("\"bad_json\"");
    assertThat(messages).isZero();
  }

  private Future<List<PublishResult>> accept(List<PublishCommand> commands) {
    messages++;
    commands.forEach(command -> published.add(number(command)));
    return Future.succeededFuture(receipts(commands));
  }

  private void countIterations() {
    publishedAtEachIteration.add(published.size());
    if (published.size() < LINES && publishedAtEachIteration.size() < LINES) {
      vertx.runOnContext(run -> countIterations());
    }
  }

  /** Answers one message in each iteration of the event loop, the oldest first. */
  private void answerInEachIteration() {
    if (!waiting.isEmpty() && (waitingLines > MANY || published.size() == LINES)) {
      waiting.remove().run();
    }
    if (published.size() < LINES || !waiting.isEmpty()) {
      vertx.runOnContext(run -> answerInEachIteration());
    }
  }

  private static int number(PublishCommand command) {
    return Integer.parseInt(command.data().toString());
  }

  private static List<PublishResult> receipts(List<PublishCommand> commands) {
    return commands.stream()
        .map(BatchPublishTest::number)
        .map(number -> new PublishResult(new Receipt(TOPIC, "k3f9", number, number, 1), null))
        .toList();
  }

  private static BatchPublish.Lines lines(int size, int bytes) {
    return refusing(size, bytes, 0);
  }

  private static BatchPublish.Lines refusing(BatchPublish.Lines lines, int number) {
    return refusing(lines.size(), lines.bytes(0), number);
  }

  /**
   * @param refused the number of the line that is refused; 0 for none
   */
  private static BatchPublish.Lines refusing(int size, int bytes, int refused) {
    return new BatchPublish.Lines() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int bytes(int line) {
        return bytes;
      }

      @Override
      public PublishCommand command(int line, PublishFields fields) {
        if (line + 1 == refused) {
          throw new FeedException(ErrorCode.BAD_JSON, "Not JSON.");
        }
        return new PublishCommand(TOPIC, Buffer.buffer(Integer.toString(line + 1)), null);
      }
    };
  }

  private String run(
      BatchPublish.Lines lines,
      Function<List<PublishCommand>, Future<List<PublishResult>>> sender,
      Runnable meanwhile)
      throws Exception {
    Promise<String> done = Promise.promise();
    loop.runOnContext(
        run -> {
          new BatchPublish(vertx, lines, sender, refused -> {}).run().onComplete(done);
          meanwhile.run();
        });
    return done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
