package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.LoopCalls;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verticle calls its writer as the contract of the port says. */
class FeedWriterCallsTest {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final FeedRegistry feeds =
      new FeedRegistry(
          new FeedsOptions(FeedOptions.DEFAULT, Map.of()), Clock.system(), new Random(1));
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private final class RecordedWriter implements FeedWriter {
    private final FeedWriter writer = new LocalFeedWriter(feeds, new NoMetrics());

    @Override
    public Future<?> start(Vertx started) {
      return writer.start(started);
    }

    @Override
    public Future<Receipt> append(PublishCommand command) {
      calls.add("append");
      return writer.append(command);
    }

    @Override
    public Future<Boolean> reaches(String feed, Position at) {
      return writer.reaches(feed, at);
    }

    @Override
    public Future<?> close() {
      calls.add("close");
      return writer.close();
    }
  }

  @AfterEach
  void close() {
    LoopCalls.await(vertx.close());
  }

  private String deploy() {
    return LoopCalls.await(
        vertx.deployVerticle(new FeedWriterVerticle(feeds, new RecordedWriter(), 100, List.of())));
  }

  @Test
  void aListOfWhichNothingIsAcceptedIsAnsweredWithoutTheWriter() {
    deploy();
    Future<Receipt> tooLarge =
        Future.future(
            done ->
                vertx.runOnContext(
                    turn ->
                        new OrderedPublisher(vertx)
                            .publish("n.x", "x".repeat(100), null, null)
                            .onComplete(done)));

    assertThat(LoopCalls.await(tooLarge.map("published").otherwise(Throwable::getMessage)))
        .contains("102 bytes");
    assertThat(calls).isEmpty();
  }

  @Test
  void whatWaitsForTheEndOfATurnIsAppendedBeforeTheWriterIsClosed() {
    String id = deploy();
    Future<JsonObject> receipt =
        Future.future(
            done ->
                vertx.runOnContext(
                    turn -> {
                      Publisher.on(vertx).publish("n.x", 1).onComplete(done);
                      vertx.undeploy(id);
                    }));

    assertThat(LoopCalls.await(receipt).getLong("offset")).isEqualTo(1);
    assertThat(calls).containsExactly("append", "close");
  }
}
