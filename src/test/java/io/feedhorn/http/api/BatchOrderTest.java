package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.json.PublishFields;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Position;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.FeedWriter;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A batch of two feeds, of which the writer refuses a line. */
@Timeout(60)
class BatchOrderTest {
  private static final int LINES = 200;

  private final Vertx vertx = Vertx.vertx();
  private final List<Integer> published = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void nothingOfAFeedIsPublishedAfterALineThatIsRefusedAsUnavailable() throws Exception {
    List<String> answers = answers(10, ErrorCode.UNAVAILABLE);

    List<Integer> expected =
        IntStream.range(0, LINES)
            .filter(line -> line < 10 || !isOfFirstFeed(line))
            .boxed()
            .toList();
    assertThat(published).isEqualTo(expected);
    for (int line = 0; line < LINES; line++) {
      assertThat(answers.get(line))
          .contains(expected.contains(line) ? "\"offset\":" + line : "\"unavailable\"");
    }
  }

  @Test
  void aFaultOfOneLineDoesNotAffectTheOthers() throws Exception {
    List<String> answers = answers(10, ErrorCode.TOO_MANY);

    assertThat(published).hasSize(LINES - 1).doesNotContain(10);
    assertThat(answers.get(10)).contains("\"too_many\"");
  }

  private static boolean isOfFirstFeed(int line) {
    return line % 2 == 0;
  }

  private List<String> answers(int refused, ErrorCode code) throws Exception {
    Promise<String> done = Promise.promise();
    FeedWriter writer = new RefusingWriter(refused, code);
    vertx.runOnContext(
        run ->
            new BatchPublish(vertx, new TwoFeeds(), writer::appendAll, refusal -> {})
                .run()
                .onComplete(done));
    String all = done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    return all.lines().toList();
  }

  private static final class TwoFeeds implements BatchPublish.Lines {
    @Override
    public int size() {
      return LINES;
    }

    @Override
    public int bytes(int line) {
      return 1;
    }

    @Override
    public PublishCommand command(int line, PublishFields fields) {
      Topic topic = Topic.parse(isOfFirstFeed(line) ? "f.a" : "g.a");
      return new PublishCommand(topic, Buffer.buffer(Integer.toString(line)), null);
    }
  }

  /** Refuses one line, and accepts all others. */
  private final class RefusingWriter implements FeedWriter {
    private final int refused;
    private final ErrorCode code;

    RefusingWriter(int refused, ErrorCode code) {
      this.refused = refused;
      this.code = code;
    }

    @Override
    public Future<?> start(Vertx vertx) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Receipt> append(PublishCommand command) {
      int line = Integer.parseInt(command.data().toString());
      if (line == refused) {
        return Future.failedFuture(new FeedException(code, "Refused by the test."));
      }
      published.add(line);
      return Future.succeededFuture(new Receipt(command.topic(), "k3f9", line, line, 1));
    }

    @Override
    public Future<Boolean> reaches(String feed, Position at) {
      return Future.succeededFuture(true);
    }

    @Override
    public Future<?> close() {
      return Future.succeededFuture();
    }
  }
}
