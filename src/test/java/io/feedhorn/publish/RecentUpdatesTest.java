package io.feedhorn.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentUpdatesTest {
  private static final UpdateEncoder<Buffer> COPY = update -> update.json().copy();

  private final RecentUpdates recent = new RecentUpdates();
  private final List<Update> updates = new ArrayList<>();

  @Test
  void dropsTheEncodingsOfUpdatesBeyondTheMaximumNumber() {
    add(RecentUpdates.MAX_UPDATES, "1");
    Buffer encoding = updates.get(0).encoded(COPY);
    assertThat(updates.get(0).isRecent()).isTrue();
    assertThat(updates.get(0).encoded(COPY)).isSameAs(encoding);
    add(1, "1");

    assertThat(updates.get(0).isRecent()).isFalse();
    assertThat(updates.get(0).encoded(COPY)).isNotSameAs(encoding).isEqualTo(encoding);
    assertThat(updates.get(1).isRecent()).isTrue();
  }

  @Test
  void dropsTheEncodingsOfUpdatesBeyondTheMaximumOfBytes() {
    String third = "\"" + "x".repeat(RecentUpdates.MAX_BYTES / 3) + "\"";
    add(3, third);

    assertThat(updates).extracting(Update::isRecent).containsExactly(false, true, true);
  }

  @Test
  void keepsTheEncodingsOfTheNewestUpdateOfAnySize() {
    add(2, "\"" + "x".repeat(RecentUpdates.MAX_BYTES) + "\"");

    assertThat(updates).extracting(Update::isRecent).containsExactly(false, true);
  }

  private void add(int number, String data) {
    for (int i = 0; i < number; i++) {
      long offset = updates.size() + 1L;
      Update update =
          new Update(
              Topic.parse("prices.a"),
              "k3f9",
              offset,
              offset,
              0,
              offset - 1,
              DeliveryMode.LATEST,
              Buffer.buffer(data));
      updates.add(update);
      recent.add(update);
    }
  }
}
