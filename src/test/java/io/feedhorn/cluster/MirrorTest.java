package io.feedhorn.cluster;

import static io.feedhorn.cluster.Made.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Position;
import io.feedhorn.model.Restart;
import io.feedhorn.model.Seeded;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MirrorTest {
  private final Heard heard = new Heard();
  private final Mirror mirror = Made.mirror(heard);

  @Test
  void holdsWhatComesEarlyUntilNothingIsMissing() {
    assertThat(mirror.offer(batch(1, 1, 2))).isEqualTo(Mirror.Outcome.KEPT);
    assertThat(mirror.offer(batch(1, 5, 2))).isEqualTo(Mirror.Outcome.EARLY);
    assertThat(mirror.hasGap()).isTrue();
    assertThat(heard.offsets()).containsExactly(1L, 2L);

    assertThat(mirror.offer(batch(1, 3, 2))).isEqualTo(Mirror.Outcome.KEPT);
    assertThat(heard.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(mirror.hasGap()).isFalse();
  }

  @Test
  void keepsEachUpdateOnce() {
    mirror.offer(batch(1, 1, 3));

    assertThat(mirror.offer(batch(1, 1, 3))).isEqualTo(Mirror.Outcome.OLD);
    assertThat(mirror.offer(batch(2, 2, 1))).isEqualTo(Mirror.Outcome.OLD);
    assertThat(heard.offsets()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void knowsANewerLogByItsSequencer() {
    mirror.offer(batch(5, 1, 1));
    mirror.restart("a81c", 9);

    assertThat(heard.restarts).containsExactly(new Restart("f", new Position("a81c", 0)));
    assertThat(mirror.offer(batch(5, 2, 1))).isEqualTo(Mirror.Outcome.OLD);
    assertThat(mirror.offer(batch(10, 1, 1))).isEqualTo(Mirror.Outcome.ELSEWHERE);
  }

  @Test
  void goesOnAfterACopyWithWhatHadComeEarly() {
    Mirror other = Made.mirror(new Heard());
    other.offer(batch(1, 1, 4));
    mirror.offer(batch(1, 5, 2));

    Mirror.Copy copy = mirror.new Copy(other.epoch(), other.tag(), other.offset());
    Objects.requireNonNull(other.journal().after(0, 1))
        .forEach(each -> each.entries().forEach(copy::take));
    mirror.load(copy);

    assertThat(heard.restarts).containsExactly(new Restart("f", new Position(Made.EPOCH, 4)));
    assertThat(heard.offsets()).containsExactly(5L, 6L);
    assertThat(mirror.offset()).isEqualTo(6);
  }

  @Test
  void goesOnInAnotherEpochWithAllThatItHas() {
    mirror.offer(batch(3, 1, 4));

    mirror.renew("a81c");

    assertThat(heard.restarts).containsExactly(new Restart("f", new Position("a81c", 4)));
    assertThat(mirror.log().kept())
        .allMatch(update -> update.epoch().equals("a81c"))
        .extracting(Update::offset)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(Objects.requireNonNull(mirror.parcels().last(7)).receipts().get(0))
        .isEqualTo(new Receipt(Topic.parse("f.a"), "a81c", 4, 4, 1_004));
    assertThat(mirror.offer(batch(3, 5, 1))).isEqualTo(Mirror.Outcome.OLD);
  }

  @Seeded(100)
  void keepsTheLogInWhateverOrderItComes(long seed) {
    Random random = new Random(seed);
    List<Batch> batches = new ArrayList<>();
    long next = 1;
    while (next < 100) {
      int count = 1 + random.nextInt(5);
      batches.add(batch(1 + next / 20, next, count));
      next += count;
    }
    List<Batch> shuffled = new ArrayList<>(batches);
    shuffled.addAll(batches.subList(0, batches.size() / 2));
    Collections.shuffle(shuffled, random);

    shuffled.forEach(mirror::offer);

    assertThat(heard.offsets())
        .containsExactlyElementsOf(LongStream.range(1, next).boxed().toList());
  }
}
