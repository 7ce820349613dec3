package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatMessageTest {
  private static final HeartbeatMessage MESSAGE =
      new HeartbeatMessage(-5, Long.MIN_VALUE, 1_200_000_000L, List.of("10.0.0.1:7800-ab", "ü"));

  @Test
  void aMessageIsReadAsItWasWritten() {
    byte[] bytes = MESSAGE.toBytes();
    byte[] within = new byte[bytes.length + 9];
    System.arraycopy(bytes, 0, within, 4, bytes.length);

    assertThat(HeartbeatMessage.read(bytes, 0, bytes.length)).isEqualTo(MESSAGE);
    assertThat(HeartbeatMessage.read(within, 4, bytes.length)).isEqualTo(MESSAGE);
  }

  @Test
  void aShorterMessageIsRefused() {
    byte[] bytes = MESSAGE.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      int shorter = length;
      assertThatThrownBy(() -> HeartbeatMessage.read(bytes, 0, shorter))
          .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class);
    }
  }
}
