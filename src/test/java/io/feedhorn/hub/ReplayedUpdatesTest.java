package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The encodings of the updates that were replayed last are kept, those of others are dropped. */
@SuppressWarnings("ReferenceEquality") // an encoding that was made again is equal
class ReplayedUpdatesTest {
  private static final UpdateEncoder<Buffer> COPY = update -> update.json().copy();

  private final ReplayedUpdates replayed = new ReplayedUpdates();

  private static Update update(int offset, int length) {
    return new Update(
        Topic.parse("f.a"),
        "k3f9",
        offset,
        offset,
        0,
        0,
        DeliveryMode.EVERY,
        Buffer.buffer("\"" + "x".repeat(length) + "\""));
  }

  private static List<Update> updates(int number, int length) {
    return IntStream.rangeClosed(1, number).mapToObj(offset -> update(offset, length)).toList();
  }

  /** Replays updates, and returns those of which the encoding is left. */
  private List<Update> encodedAfterReplay(List<Update> written) {
    List<Buffer> encodings =
        written.stream()
            .map(
                update -> {
                  Buffer encoding = update.encoded(COPY);
                  replayed.add(update);
                  return encoding;
                })
            .toList();
    return IntStream.range(0, written.size())
        .filter(i -> written.get(i).encoded(COPY) == encodings.get(i))
        .mapToObj(written::get)
        .toList();
  }

  @Test
  void theOldestBeyondTheMaximumOfBytesAreDropped() {
    List<Update> written = updates(4, ReplayedUpdates.MAX_BYTES / 3);

    assertThat(encodedAfterReplay(written)).isEqualTo(written.subList(2, 4));
  }

  @Test
  void theOldestBeyondTheMaximumNumberAreDropped() {
    List<Update> written = updates(ReplayedUpdates.MAX_UPDATES + 1, 1);

    assertThat(encodedAfterReplay(written)).isEqualTo(written.subList(1, written.size()));
  }

  @Test
  void anUpdateOfAnySizeIsKeptWhileItIsTheLast() {
    Update large = update(1, 2 * ReplayedUpdates.MAX_BYTES);

    assertThat(encodedAfterReplay(List.of(large))).containsExactly(large);
  }

  @Test
  void anUpdateThatManyReadersGetCountsOnce() {
    List<Update> written = updates(2, ReplayedUpdates.MAX_BYTES / 3);
    for (int i = 0; i < 10; i++) {
      assertThat(encodedAfterReplay(written)).isEqualTo(written);
    }
  }

  @Test
  void theEncodingsOfRecentUpdatesAreLeftToTheWriter() {
    List<Update> written = updates(3, ReplayedUpdates.MAX_BYTES / 2);
    Update becameRecent = written.get(0);
    replayed.add(becameRecent);
    becameRecent.markRecent();

    assertThat(encodedAfterReplay(written)).contains(becameRecent);
    assertThat(becameRecent.isRecent()).isTrue();
  }

  @Test
  void whatAConnectionReplaysIsDroppedAgain() {
    try (HubFixture fixture = HubFixture.start()) {
      List<Update> history =
          fixture.callOnLoop(
              () ->
                  IntStream.range(0, 10)
                      .mapToObj(
                          i ->
                              fixture
                                  .feeds
                                  .getOrCreate("prices")
                                  .append(
                                      Topic.parse("prices.t" + i),
                                      update(1, ReplayedUpdates.MAX_BYTES / 4).data(),
                                      fixture.clock.micros()))
                      .toList());
      List<Buffer> encodings = new CopyOnWriteArrayList<>();
      ScriptedReader reader =
          fixture.callOnLoop(
              () ->
                  new ScriptedReader(
                      fixture.hub, "reader", update -> encodings.add(update.encoded(COPY))));

      fixture.subscribe(reader, "prices.*");
      fixture.awaitFlush();

      assertThat(reader.sent()).isEqualTo(history);
      assertThat(
              IntStream.range(0, 10).filter(i -> history.get(i).encoded(COPY) == encodings.get(i)))
          .containsExactly(7, 8, 9);
    }
  }
}
