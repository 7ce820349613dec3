package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishAttemptTest {
  private final PublishAttempt attempt = new PublishAttempt();

  private void refuse(ErrorCode code) {
    attempt.onRefused(new FeedException(code, "refused by the test"));
  }

  @Test
  void itFailsByARefusalAfterWhichTheUpdateIsSentAgain() {
    refuse(ErrorCode.NOT_FOUND);
    assertThat(attempt.isFailed()).isFalse();
    refuse(ErrorCode.UNAVAILABLE);
    assertThat(attempt.isFailed()).isTrue();
  }

  /** The results of a cluster or of a disk come in any order. */
  @Test
  void laterRefusalsDoNotChangeThat() {
    refuse(ErrorCode.UNAVAILABLE);
    refuse(ErrorCode.NOT_FOUND);
    assertThat(attempt.isFailed()).isTrue();
  }

  @Test
  void itFailsIfTheWriterDoesNotAnswer() {
    Vertx vertx = Vertx.vertx();
    try {
      ByReferenceCodec.register(vertx.eventBus());
      List<PublishCommand> commands =
          List.of(new PublishCommand(Topic.parse("f.a"), Buffer.buffer("1"), null).of(attempt));

      List<PublishResult> results =
          new WriterRequests(vertx.eventBus())
              .sendAll(new PublishCommands(commands), commands)
              .await();

      assertThat(results)
          .singleElement()
          .extracting(PublishResult::exception)
          .extracting(FeedException::code)
          .isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(attempt.isFailed()).isTrue();
    } finally {
      vertx.close().await();
    }
  }
}
