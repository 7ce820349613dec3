package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
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
}
