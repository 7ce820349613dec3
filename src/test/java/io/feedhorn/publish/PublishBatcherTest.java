package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishBatcherTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final List<List<String>> messages = new ArrayList<>();
  private final List<Promise<List<PublishResult>>> answers = new ArrayList<>();
  private final List<String> completed = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Future<List<PublishResult>> send(List<PublishCommand> commands) {
    messages.add(commands.stream().map(command -> command.topic().name()).toList());
    Promise<List<PublishResult>> answer = Promise.promise();
    answers.add(answer);
    return answer.future();
  }

  private void publish(PublishBatcher batcher, String... topics) {
    for (String topic : topics) {
      batcher
          .add(new PublishCommand(Topic.parse(topic), Buffer.buffer("1"), null))
          .onSuccess(receipt -> completed.add(topic))
          .onFailure(refusal -> completed.add(topic + " refused"));
    }
  }

  private static PublishResult receipt(String topic) {
    return new PublishResult(new Receipt(Topic.parse(topic), "k3f9", 1, 1, 1), null);
  }

  private void onLoop(Runnable action) throws Exception {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(
        run -> {
          try {
            action.run();
            vertx.runOnContext(end -> done.complete());
          } catch (RuntimeException | AssertionError failure) {
            done.fail(failure);
          }
        });
    done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void thePublishesOfATurnOnOneFeedAreOneMessage() throws Exception {
    onLoop(() -> publish(new PublishBatcher(vertx, this::send), "a.x", "a.y", "a.x"));

    assertThat(messages).containsExactly(List.of("a.x", "a.y", "a.x"));
  }

  @Test
  void publishesOfOtherFeedsKeepTheOrderAndDoNotWaitForEachOther() throws Exception {
    onLoop(() -> publish(new PublishBatcher(vertx, this::send), "a.x", "b.x", "b.y", "a.y"));

    assertThat(messages).containsExactly(List.of("a.x"), List.of("b.x", "b.y"), List.of("a.y"));
    onLoop(() -> answers.get(1).complete(List.of(receipt("b.x"), receipt("b.y"))));
    assertThat(completed).containsExactly("b.x", "b.y");
  }

  @Test
  void theNextTurnIsAnotherMessage() throws Exception {
    PublishBatcher[] batcher = new PublishBatcher[1];
    onLoop(
        () -> {
          batcher[0] = new PublishBatcher(vertx, this::send);
          publish(batcher[0], "a.x");
        });
    onLoop(() -> publish(batcher[0], "a.y"));

    assertThat(messages).containsExactly(List.of("a.x"), List.of("a.y"));
  }

  @Test
  void aTurnWithManyPublishesIsSeveralMessages() throws Exception {
    onLoop(
        () -> {
          PublishBatcher batcher = new PublishBatcher(vertx, this::send);
          for (int i = 0; i < 130; i++) {
            publish(batcher, "a.x");
          }
        });

    assertThat(messages).extracting(List::size).containsExactly(64, 64, 2);
  }

  @Test
  void aFailingHandlerDoesNotPreventTheOtherAnswers() throws Exception {
    onLoop(
        () -> {
          PublishBatcher batcher = new PublishBatcher(vertx, this::send);
          batcher
              .add(new PublishCommand(Topic.parse("a.x"), Buffer.buffer("1"), null))
              .onSuccess(
                  receipt -> {
                    throw new IllegalStateException("handler");
                  });
          publish(batcher, "a.y", "a.z");
        });
    PublishResult refused =
        new PublishResult(null, new FeedException(ErrorCode.TOO_MANY, "No room."));
    onLoop(() -> answers.get(0).complete(List.of(receipt("a.x"), refused, receipt("a.z"))));

    assertThat(completed).containsExactly("a.y refused", "a.z");
  }
}
