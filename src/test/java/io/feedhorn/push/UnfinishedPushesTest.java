package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedPushesTest {
  private final UnfinishedPushes pushes = new UnfinishedPushes();
  private final Update first = TestNotification.at(1);
  private final Update second = TestNotification.at(2);

  private List<Update> afterTicks(int ticks) {
    for (int i = 1; i < ticks; i++) {
      pushes.overdue(feed -> false);
    }
    return pushes.overdue(feed -> true);
  }

  @Test
  void isOverdueIfTheSenderReportsNothingInTime() {
    pushes.onSentElsewhere(first);

    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS - 1)).isEmpty();
    assertThat(afterTicks(1)).containsExactly(first);
    assertThat(pushes.isOverdue(first)).isTrue();
    assertThat(pushes.overdue(feed -> false)).isEmpty();
  }

  @Test
  void aReportEndsTheWaitAlsoIfItIsFaster() {
    pushes.onSentElsewhere(first);
    pushes.onFinishedElsewhere(List.of(UnfinishedPushes.id(first), UnfinishedPushes.id(second)));
    pushes.onSentElsewhere(second);

    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS)).isEmpty();
    assertThat(pushes.isFinished(UnfinishedPushes.id(second))).isTrue();
  }

  @Test
  void aNodeThatIsSendingIsWaitedForAgain() {
    pushes.onSentElsewhere(first);
    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS)).containsExactly(first);

    pushes.onSendingElsewhere(UnfinishedPushes.id(first));

    assertThat(pushes.isOverdue(first)).isFalse();
    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS)).containsExactly(first);
  }

  @Test
  void whatThisNodeSendsIsReportedOnceWhenItIsFinished() {
    pushes.onSentElsewhere(first);
    pushes.onSending(first);
    assertThat(pushes.isSending(UnfinishedPushes.id(first))).isTrue();
    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS)).isEmpty();

    pushes.onFinished(first);

    assertThat(pushes.isSending(UnfinishedPushes.id(first))).isFalse();
    assertThat(pushes.takeUnreported()).containsExactly(UnfinishedPushes.id(first));
    assertThat(pushes.takeUnreported()).isEmpty();
  }

  @Test
  void theOldestIsForgottenIfThereAreTooMany() {
    for (int offset = 1; offset <= UnfinishedPushes.MAX_WAITING + 1; offset++) {
      pushes.onSentElsewhere(TestNotification.at(offset));
    }

    assertThat(afterTicks(UnfinishedPushes.PATIENCE_TICKS))
        .hasSize(UnfinishedPushes.MAX_WAITING)
        .noneMatch(update -> update.offset() == 1);
    assertThat(afterTicks(UnfinishedPushes.MAX_TICKS)).isEmpty();
  }
}
