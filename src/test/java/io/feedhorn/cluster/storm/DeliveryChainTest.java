package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The check finds each kind of violation, and nothing in correct deliveries. */
class DeliveryChainTest {
  private static final String EPOCH = "aaaa";
  private static final String FEED = "storm0";
  private static final Cursor START = Cursor.of(FEED, new Position(EPOCH, 0));
  private static final int LENGTH = 60;

  private final Topics topics = new Topics(1, 1, 7);
  private final Violations violations = new Violations(topics);
  private final DeliveryChain whole =
      new DeliveryChain("whole", violations, List.of(Topics.whole(FEED)), START);
  private final DeliveryChain part =
      new DeliveryChain("part", violations, List.of(Topics.part(FEED, 1)), START);

  /** Returns the updates of a feed from offset 1 on, as a correct server has them. */
  private List<StormUpdate> log(long firstId) {
    Map<String, Long> seqs = new HashMap<>();
    return LongStream.rangeClosed(1, LENGTH)
        .mapToObj(offset -> update(firstId + offset, offset, seqs))
        .toList();
  }

  private StormUpdate update(long id, long offset, Map<String, Long> seqs) {
    String topic = topics.topic(id);
    return new StormUpdate(topic, offset, seqs.merge(topic, 1L, Long::sum), id, 0, id * 31 + 1);
  }

  private void answer(StormUpdate update) {
    violations.onReceipt(update.id(), update.topic(), EPOCH, update.offset(), update.seq());
  }

  private boolean isOfPart(StormUpdate update) {
    return update.topic().startsWith(FEED + ".g1.");
  }

  private Map<Violation, Long> found() {
    Map<Violation, Long> found = new EnumMap<>(Violation.class);
    for (Violation violation : Violation.values()) {
      if (violations.count(violation) > 0) {
        found.put(violation, violations.count(violation));
      }
    }
    return found;
  }

  private Cursor end(long offset) {
    return Cursor.of(FEED, new Position(EPOCH, offset));
  }

  @Test
  void findsNothingWhenEveryUpdateArrivesOnce() {
    for (StormUpdate update : log(0)) {
      answer(update);
      whole.receive(update, EPOCH);
      if (isOfPart(update)) {
        part.receive(update, EPOCH);
      }
    }
    violations.checkUnseen(Map.of(FEED, EPOCH));

    assertThat(found()).isEmpty();
    assertThat(whole.missing(end(LENGTH))).isZero();
    assertThat(part.missing(end(LENGTH))).isZero();
  }

  @Test
  void aGapInAFeedIsALoss() {
    List<StormUpdate> log = log(0);
    whole.receive(log.get(0), EPOCH);
    whole.receive(log.get(4), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.LOST, 3L));
  }

  @Test
  void aGapInATopicIsALossForAReaderOfAPartOfTheFeed() {
    List<StormUpdate> log = log(0).stream().filter(this::isOfPart).toList();
    String topic = log.get(0).topic();
    for (StormUpdate update : log) {
      if (!update.topic().equals(topic) || update.seq() != 2) {
        part.receive(update, EPOCH);
      }
    }

    assertThat(found()).isEqualTo(Map.of(Violation.LOST, 1L));
  }

  @Test
  void updatesAtTheEndThatHaveNotArrivedAreMissing() {
    List<StormUpdate> log = log(0);
    for (StormUpdate update : log) {
      answer(update);
      if (update.offset() <= LENGTH - 4) {
        whole.receive(update, EPOCH);
      }
    }

    assertThat(whole.missing(end(LENGTH))).isEqualTo(4);
    assertThat(part.missing(end(LENGTH))).isEqualTo(log.stream().filter(this::isOfPart).count());
  }

  @Test
  void anAcknowledgedUpdateThatNoReaderReceivesIsLost() {
    List<StormUpdate> log = log(0);
    log.forEach(this::answer);
    log.subList(0, LENGTH - 1).forEach(update -> whole.receive(update, EPOCH));
    violations.checkUnseen(Map.of(FEED, EPOCH));

    assertThat(found()).isEqualTo(Map.of(Violation.LOST, 1L));
  }

  @Test
  void anUpdateThatArrivesTwiceIsADuplicate() {
    List<StormUpdate> log = log(0);
    whole.receive(log.get(0), EPOCH);
    whole.receive(log.get(1), EPOCH);
    whole.receive(log.get(1), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void anUpdateThatArrivesLateIsOutOfOrder() {
    List<StormUpdate> log = log(0);
    StormUpdate early = log.get(0);
    StormUpdate late =
        log.stream().filter(update -> !update.topic().equals(early.topic())).findFirst().get();
    log.subList(0, (int) late.offset() - 1).forEach(update -> whole.receive(update, EPOCH));
    whole.receive(log.get((int) late.offset()), EPOCH);
    whole.receive(late, EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.LOST, 1L, Violation.DISORDER, 1L));
  }

  @Test
  void onePublishAtTwoPositionsIsADuplicate() {
    List<StormUpdate> log = log(0);
    StormUpdate first = log.get(0);
    whole.receive(first, EPOCH);
    whole.receive(
        new StormUpdate(first.topic(), 2, first.seq() + 1, first.id(), 0, first.hash() + 1), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void twoPublishesAtOnePositionAreADisagreement() {
    StormUpdate first = log(0).get(0);
    StormUpdate other = log(1_000).get(0);
    answer(first);
    whole.receive(other, EPOCH);

    assertThat(found()).containsExactly(Map.entry(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void twoTextsOfOneUpdateAreADisagreement() {
    DeliveryChain other =
        new DeliveryChain("other", violations, List.of(Topics.whole(FEED)), START);
    StormUpdate first = log(0).get(0);
    whole.receive(first, EPOCH);
    other.receive(new StormUpdate(first.topic(), 1, 1, first.id(), 0, first.hash() + 1), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void anUpdateOfAnotherTopicThanItsPublishIsForeign() {
    StormUpdate first = log(0).get(0);
    String other = topics.names().stream().filter(n -> !n.equals(first.topic())).findFirst().get();
    whole.receive(new StormUpdate(other, 1, 1, first.id(), 0, 1), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.FOREIGN, 1L));
  }

  @Test
  void afterAResetGapsAreAllowedUpToTheEndOfTheLog() {
    List<StormUpdate> log = log(0);
    log.forEach(this::answer);
    whole.receive(log.get(0), EPOCH);
    whole.onReset("a reset");
    whole.receive(log.get(9), EPOCH);
    whole.receive(log.get(39), EPOCH);

    assertThat(found()).isEmpty();
    assertThat(violations.resets()).isEqualTo(1);
  }

  @Test
  void afterAResetNoUpdateMayArriveTwice() {
    List<StormUpdate> log = log(0);
    log.subList(0, 10).forEach(update -> whole.receive(update, EPOCH));
    whole.onReset("a reset");
    whole.receive(log.get(9), EPOCH);

    assertThat(found()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void anEpochMayEndOnlyWithAReset() {
    DeliveryChain withoutReset =
        new DeliveryChain("without reset", violations, List.of(Topics.whole(FEED)), START);
    log(0).forEach(update -> whole.receive(update, EPOCH));
    whole.onReset("a reset");
    StormUpdate first = log(1_000).get(0);
    whole.receive(first, "bbbb");
    assertThat(found()).isEmpty();

    withoutReset.receive(first, "bbbb");
    assertThat(found()).isEqualTo(Map.of(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void aPublishThatIsRepeatedInANewEpochIsNotADuplicate() {
    StormUpdate first = log(0).get(0);
    whole.receive(first, EPOCH);
    whole.onReset("a reset");
    whole.receive(first, "bbbb");

    assertThat(found()).isEmpty();
  }

  @Test
  void updatesThatAreLostWithTheirEpochAreCountedSeparately() {
    StormUpdate old = log(0).get(0);
    answer(old);
    whole.onReset("a reset");
    whole.receive(log(1_000).get(0), "bbbb");
    violations.checkUnseen(Map.of(FEED, "bbbb"));

    assertThat(found()).isEmpty();
    assertThat(violations.lostWithEpoch()).isEqualTo(1);
  }
}
