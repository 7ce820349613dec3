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
class ChainTest {
  private static final String EPOCH = "aaaa";
  private static final String FEED = "storm0";
  private static final Cursor START = Cursor.of(FEED, new Position(EPOCH, 0));
  private static final int LENGTH = 60;

  private final Topics topics = new Topics(1, 1, 7);
  private final Proof proof = new Proof(topics);
  private final Chain whole = new Chain("whole", proof, List.of(Topics.whole(FEED)), START);
  private final Chain part = new Chain("part", proof, List.of(Topics.part(FEED, 1)), START);

  /** The updates of a feed, of offset 1 first, as a server that does all right has them. */
  private List<Seen> log(long firstId) {
    Map<String, Long> seqs = new HashMap<>();
    return java.util.stream.LongStream.rangeClosed(1, LENGTH)
        .mapToObj(offset -> update(firstId + offset, offset, seqs))
        .toList();
  }

  private Seen update(long id, long offset, Map<String, Long> seqs) {
    String topic = topics.topic(id);
    return new Seen(topic, offset, seqs.merge(topic, 1L, Long::sum), id, 0, id * 31 + 1);
  }

  private void answer(Seen update) {
    proof.answered(update.id(), update.topic(), EPOCH, update.offset(), update.seq());
  }

  private boolean isOfPart(Seen update) {
    return update.topic().startsWith(FEED + ".g1.");
  }

  private Map<Wrong, Long> wrongs() {
    Map<Wrong, Long> wrongs = new EnumMap<>(Wrong.class);
    for (Wrong wrong : Wrong.values()) {
      if (proof.count(wrong) > 0) {
        wrongs.put(wrong, proof.count(wrong));
      }
    }
    return wrongs;
  }

  private Cursor heads(long offset) {
    return Cursor.of(FEED, new Position(EPOCH, offset));
  }

  @Test
  void nothingIsWrongWhereEverythingCameOnce() {
    for (Seen update : log(0)) {
      answer(update);
      whole.take(update, EPOCH);
      if (isOfPart(update)) {
        part.take(update, EPOCH);
      }
    }
    proof.settle(Map.of(FEED, EPOCH));

    assertThat(wrongs()).isEmpty();
    assertThat(whole.behind(heads(LENGTH))).isZero();
    assertThat(part.behind(heads(LENGTH))).isZero();
  }

  @Test
  void aGapInAFeedIsALoss() {
    List<Seen> log = log(0);
    whole.take(log.get(0), EPOCH);
    whole.take(log.get(4), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.LOST, 3L));
  }

  @Test
  void aGapInATopicIsALossToWhoReadsAPartOfTheFeed() {
    List<Seen> log = log(0).stream().filter(this::isOfPart).toList();
    String topic = log.get(0).topic();
    for (Seen update : log) {
      if (!update.topic().equals(topic) || update.seq() != 2) {
        part.take(update, EPOCH);
      }
    }

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.LOST, 1L));
  }

  @Test
  void whatDoesNotComeAtTheEndIsStillToCome() {
    List<Seen> log = log(0);
    for (Seen update : log) {
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
    List<Seen> log = log(0);
    log.forEach(this::answer);
    log.subList(0, LENGTH - 1).forEach(update -> whole.take(update, EPOCH));
    proof.settle(Map.of(FEED, EPOCH));

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.LOST, 1L));
  }

  @Test
  void anUpdateThatComesAgainIsDoubled() {
    List<Seen> log = log(0);
    whole.take(log.get(0), EPOCH);
    whole.take(log.get(1), EPOCH);
    whole.take(log.get(1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.DOUBLED, 1L));
  }

  @Test
  void anUpdateThatComesLateIsOutOfOrder() {
    List<Seen> log = log(0);
    Seen early = log.get(0);
    Seen late =
        log.stream().filter(update -> !update.topic().equals(early.topic())).findFirst().get();
    log.subList(0, (int) late.offset() - 1).forEach(update -> whole.take(update, EPOCH));
    whole.take(log.get((int) late.offset()), EPOCH);
    whole.take(late, EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.LOST, 1L, Wrong.DISORDER, 1L));
  }

  @Test
  void onePublishAtTwoPlacesIsDoubled() {
    List<Seen> log = log(0);
    Seen first = log.get(0);
    whole.take(first, EPOCH);
    whole.take(new Seen(first.topic(), 2, first.seq() + 1, first.id(), 0, first.hash() + 1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.DOUBLED, 1L));
  }

  @Test
  void twoPublishesAtOnePlaceAreADisagreement() {
    Seen first = log(0).get(0);
    Seen other = log(1_000).get(0);
    answer(first);
    whole.take(other, EPOCH);

    assertThat(wrongs()).containsExactly(Map.entry(Wrong.DISAGREEMENT, 1L));
  }

  @Test
  void twoTextsOfOneUpdateAreADisagreement() {
    Chain other = new Chain("other", proof, List.of(Topics.whole(FEED)), START);
    Seen first = log(0).get(0);
    whole.take(first, EPOCH);
    other.take(new Seen(first.topic(), 1, 1, first.id(), 0, first.hash() + 1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.DISAGREEMENT, 1L));
  }

  @Test
  void anUpdateOfAnotherTopicThanItsPublishIsForeign() {
    Seen first = log(0).get(0);
    String other = topics.names().stream().filter(n -> !n.equals(first.topic())).findFirst().get();
    whole.take(new Seen(other, 1, 1, first.id(), 0, 1), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.FOREIGN, 1L));
  }

  @Test
  void afterAResetGapsAreAllowedUpToWhatWasThere() {
    List<Seen> log = log(0);
    log.forEach(this::answer);
    whole.take(log.get(0), EPOCH);
    whole.reset();
    whole.take(log.get(9), EPOCH);
    whole.take(log.get(39), EPOCH);

    assertThat(wrongs()).isEmpty();
    assertThat(proof.resets()).isEqualTo(1);
  }

  @Test
  void afterAResetNothingMayComeTwice() {
    List<Seen> log = log(0);
    log.subList(0, 10).forEach(update -> whole.take(update, EPOCH));
    whole.reset();
    whole.take(log.get(9), EPOCH);

    assertThat(wrongs()).isEqualTo(Map.of(Wrong.DOUBLED, 1L));
  }

  @Test
  void anEpochMayOnlyEndWhereTheReaderIsTold() {
    Chain untold = new Chain("untold", proof, List.of(Topics.whole(FEED)), START);
    log(0).forEach(update -> whole.take(update, EPOCH));
    whole.reset();
    Seen first = log(1_000).get(0);
    whole.take(first, "bbbb");
    assertThat(wrongs()).isEmpty();

    untold.take(first, "bbbb");
    assertThat(wrongs()).isEqualTo(Map.of(Wrong.DISAGREEMENT, 1L));
  }

  @Test
  void whatIsSentAgainAfterItsEpochWasOverIsNotDoubled() {
    Seen first = log(0).get(0);
    whole.take(first, EPOCH);
    whole.reset();
    whole.take(first, "bbbb");

    assertThat(wrongs()).isEmpty();
  }

  @Test
  void whatWentWithItsEpochIsCountedApart() {
    Seen old = log(0).get(0);
    answer(old);
    whole.reset();
    whole.take(log(1_000).get(0), "bbbb");
    proof.settle(Map.of(FEED, "bbbb"));

    assertThat(wrongs()).isEmpty();
    assertThat(proof.lostWithEpoch()).isEqualTo(1);
  }
}
