package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StormUpdateTest {
  private static final String TEXT =
      "{\"type\":\"update\",\"topic\":\"storm1.g0.t1\",\"offset\":12,\"seq\":3,\"ts\":1.5,"
          + "\"data\":{\"id\":7,\"at\":-99,\"pad\":\"x\"}}";

  @Test
  void parsesAnUpdate() {
    StormUpdate update = StormUpdate.of(TEXT);

    assertThat(update.topic()).isEqualTo("storm1.g0.t1");
    assertThat(update.feed()).isEqualTo("storm1");
    assertThat(update.offset()).isEqualTo(12);
    assertThat(update.seq()).isEqualTo(3);
    assertThat(update.id()).isEqualTo(7);
    assertThat(update.at()).isEqualTo(-99);
  }

  @Test
  void theHashDependsOnEveryCharacter() {
    assertThat(StormUpdate.of(TEXT.replace("1.5", "1.6")).hash())
        .isNotEqualTo(StormUpdate.of(TEXT).hash());
  }

  @Test
  void rejectsTextThatIsNotAnUpdate() {
    assertThatIllegalArgumentException().isThrownBy(() -> StormUpdate.of("{\"type\":\"pong\"}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StormUpdate.of(TEXT.replace("seq", "sqe")));
  }
}
