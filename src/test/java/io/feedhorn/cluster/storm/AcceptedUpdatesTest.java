package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AcceptedUpdatesTest {
  private static final String TEXT =
      "{\"type\":\"update\",\"topic\":\"storm1.g0.t1\",\"offset\":12,\"seq\":3,\"ts\":1.5,"
          + "\"data\":{\"id\":7,\"at\":-99,\"pad\":\"x\"}}";

  @Test
  void readsWhatIsWritten() {
    AcceptedUpdates seen = AcceptedUpdates.of(TEXT);

    assertThat(seen.topic()).isEqualTo("storm1.g0.t1");
    assertThat(seen.feed()).isEqualTo("storm1");
    assertThat(seen.offset()).isEqualTo(12);
    assertThat(seen.seq()).isEqualTo(3);
    assertThat(seen.id()).isEqualTo(7);
    assertThat(seen.at()).isEqualTo(-99);
  }

  @Test
  void everyCharacterCounts() {
    assertThat(AcceptedUpdates.of(TEXT.replace("1.5", "1.6")).hash())
        .isNotEqualTo(AcceptedUpdates.of(TEXT).hash());
  }

  @Test
  void whatIsNoUpdateIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AcceptedUpdates.of("{\"type\":\"pong\"}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AcceptedUpdates.of(TEXT.replace("seq", "sqe")));
  }
}
