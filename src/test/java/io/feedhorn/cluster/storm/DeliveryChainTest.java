package io.feedhorn.cluster.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The proof finds each kind of wrong, and nothing where nothing is wrong. */
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

  /** The updates of a feed, of offset 1 first, as a server that does all right has them. */
  private List<AcceptedUpdates> log(long firstId) {
    Map<String, Long> seqs = new HashMap<>();
    return java.util.stream.LongStream.rangeClosed(1, LENGTH)
        .mapToObj(offset -> update(firstId + offset, offset, seqs))
        .toList();
  }

  private AcceptedUpdates update(long id, long offset, Map<String, Long> seqs) {
    String topic = topics.topic(id);
    return new AcceptedUpdates(topic, offset, seqs.merge(topic, 1L, Long::sum), id, 0, id * 31 + 1);
  }

  private void answer(AcceptedUpdates update) {
    violations.answered(update.id(), update.topic(), EPOCH, update.offset(), update.seq());
  }

  private boolean isOfPart(AcceptedUpdates update) {
    return update.topic().startsWith(FEED + ".g1.");
  }

  private Map<Violation, Long> wrongs() {
    Map<Violation, Long> wrongs = new EnumMap<>(Violation.class);
    for (Violation wrong : Violation.values()) {
      if (violations.count(wrong) > 0) {
        wrongs.put(wrong, violations.count(wrong));
      }
    }
    return wrongs;
  }

  private Cursor heads(long offset) {
    return Cursor.of(FEED, new Position(EPOCH, offset));
  }

  @Test
  void nothingIsWrongWhereEverythingCameOnce() {
    for (AcceptedUpdates update : log(0)) {
      answer(update);
      whole.take(update, EPOCH);
      if (isOfPart(update)) {
        part.take(update, EPOCH);
      }
    }
    violations.settle(Map.of(FEED, EPOCH));

    assertThat(wrongs()).isEmpty();
    assertThat(whole.behind(heads(LENGTH))).isZero();
    assertThat(part.behind(heads(LENGTH))).isZero();
  }

  @Test
  void aGapInAFeedIsALoss() {
    List<AcceptedUpdates> log = log(0);
    whole.take(log.get(0), EPOCH);
    whole.take(log.get(4), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.LOST, 3L));
  }

  @Test
  void aGapInATopicIsALossToWhoReadsAPartOfTheFeed() {
    List<AcceptedUpdates> log = log(0).stream().filter(this::isOfPart).toList();
    String topic = log.get(0).topic();
    for (AcceptedUpdates update : log) {
      if (!update.topic().equals(topic) || update.seq() != 2) {
        part.take(update, EPOCH);
      }
    }

    assertThat(wrongs()).isEqualTo(Map.of(Violation.LOST, 1L));
  }

  @Test
  void whatDoesNotComeAtTheEndIsStillToCome() {
    List<AcceptedUpdates> log = log(0);
    for (AcceptedUpdates update : log) {
      answer(update);
      if (update.offset() <= LENGTH - 4) {
        whole.take(update, EPOCH);
      }
    }

    assertThat(whole.behind(heads(LENGTH))).isEqualTo(4);
    assertThat(part.behind(heads(LENGTH))).isEqualTo(log.stream().filter(this::isOfPart).count());
  }

  @Test
  void anAnsweredUpdateThatNobodySawIsLost() {
    List<AcceptedUpdates> log = log(0);
    log.forEach(this::answer);
    log.subList(0, LENGTH - 1).forEach(update -> whole.take(update, EPOCH));
    violations.settle(Map.of(FEED, EPOCH));

    assertThat(wrongs()).isEqualTo(Map.of(Violation.LOST, 1L));
  }

  @Test
  void anUpdateThatComesAgainIsDoubled() {
    List<AcceptedUpdates> log = log(0);
    whole.take(log.get(0), EPOCH);
    whole.take(log.get(1), EPOCH);
    whole.take(log.get(1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void anUpdateThatComesLateIsOutOfOrder() {
    List<AcceptedUpdates> log = log(0);
    AcceptedUpdates early = log.get(0);
    AcceptedUpdates late =
        log.stream().filter(update -> !update.topic().equals(early.topic())).findFirst().get();
    log.subList(0, (int) late.offset() - 1).forEach(update -> whole.take(update, EPOCH));
    whole.take(log.get((int) late.offset()), EPOCH);
    whole.take(late, EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.LOST, 1L, Violation.DISORDER, 1L));
  }

  @Test
  void onePublishAtTwoPlacesIsDoubled() {
    List<AcceptedUpdates> log = log(0);
    AcceptedUpdates first = log.get(0);
    whole.take(first, EPOCH);
    whole.take(
        new AcceptedUpdates(first.topic(), 2, first.seq() + 1, first.id(), 0, first.hash() + 1),
        EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void twoPublishesAtOnePlaceAreADisagreement() {
    AcceptedUpdates first = log(0).get(0);
    AcceptedUpdates other = log(1_000).get(0);
    answer(first);
    whole.take(other, EPOCH);

    assertThat(wrongs()).containsExactly(Map.entry(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void twoTextsOfOneUpdateAreADisagreement() {
    DeliveryChain other =
        new DeliveryChain("other", violations, List.of(Topics.whole(FEED)), START);
    AcceptedUpdates first = log(0).get(0);
    whole.take(first, EPOCH);
    other.take(new AcceptedUpdates(first.topic(), 1, 1, first.id(), 0, first.hash() + 1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void anUpdateOfAnotherTopicThanItsPublishIsForeign() {
    AcceptedUpdates first = log(0).get(0);
    String other = topics.names().stream().filter(n -> !n.equals(first.topic())).findFirst().get();
    whole.take(new AcceptedUpdates(other, 1, 1, first.id(), 0, 1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.FOREIGN, 1L));
  }

  @Test
  void afterAResetGapsAreAllowedUpToWhatWasThere() {
    List<AcceptedUpdates> log = log(0);
    log.forEach(this::answer);
    whole.take(log.get(0), EPOCH);
    whole.reset();
    whole.take(log.get(9), EPOCH);
    whole.take(log.get(39), EPOCH);

    assertThat(wrongs()).isEmpty();
    assertThat(violations.resets()).isEqualTo(1);
  }

  @Test
  void afterAResetNothingMayComeTwice() {
    List<AcceptedUpdates> log = log(0);
    log.subList(0, 10).forEach(update -> whole.take(update, EPOCH));
    whole.reset();
    whole.take(log.get(9), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Violation.DOUBLED, 1L));
  }

  @Test
  void anEpochMayOnlyEndWhereTheReaderIsTold() {
    DeliveryChain untold =
        new DeliveryChain("untold", violations, List.of(Topics.whole(FEED)), START);
    log(0).forEach(update -> whole.take(update, EPOCH));
    whole.reset();
    AcceptedUpdates first = log(1_000).get(0);
    whole.take(first, "bbbb");
    assertThat(wrongs()).isEmpty();

    untold.take(first, "bbbb");
    assertThat(wrongs()).isEqualTo(Map.of(Violation.DISAGREEMENT, 1L));
  }

  @Test
  void whatIsSentAgainAfterItsEpochWasOverIsNotDoubled() {
    AcceptedUpdates first = log(0).get(0);
    whole.take(first, EPOCH);
    whole.reset();
    whole.take(first, "bbbb");

    assertThat(wrongs()).isEmpty();
  }

  @Test
  void whatWentWithItsEpochIsCountedApart() {
    AcceptedUpdates old = log(0).get(0);
    answer(old);
    whole.reset();
    whole.take(log(1_000).get(0), "bbbb");
    violations.settle(Map.of(FEED, "bbbb"));

    assertThat(wrongs()).isEmpty();
    assertThat(violations.lostWithEpoch()).isEqualTo(1);
  }
}
