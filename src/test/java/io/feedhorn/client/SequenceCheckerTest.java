package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SequenceCheckerTest {
  private static final String[] TOPICS = {"a.x", "b.x", "a.y", "a.x", "b.y"};

  private final Map<String, Long> offsets = new TreeMap<>();
  private final Map<String, Long> seqs = new TreeMap<>();
  private int published;

  private static SequenceChecker checker(boolean readsWholeFeeds, String... patterns) {
    return new SequenceChecker(List.of(patterns), readsWholeFeeds, Map.of(), update -> {});
  }

  private ReceivedUpdate next() {
    String topic = TOPICS[published++ % TOPICS.length];
    long offset = offsets.merge(topic.substring(0, 1), 1L, Long::sum);
    long seq = seqs.merge(topic, 1L, Long::sum);
    return ReceivedUpdate.of(ReceivedUpdate.canonical(topic, offset, seq, "1732150000123.4", "1"));
  }

  private List<ReceivedUpdate> updates(int count) {
    List<ReceivedUpdate> updates = new ArrayList<>();
    while (updates.size() < count) {
      updates.add(next());
    }
    return updates;
  }

  private List<ReceivedUpdate> updatesOf(String topic, int count) {
    return updates(count).stream().filter(update -> update.topic().equals(topic)).toList();
  }

  @Test
  void acceptsACompleteSequenceAndReportsMissingUpdatesAtTheEnd() {
    SequenceChecker sequence = checker(true, "a.>", "b.>");
    List<ReceivedUpdate> updates = updates(100);

    updates.subList(0, 99).forEach(sequence::accept);
    assertThat(sequence.missing(seqs)).startsWith("b.y: ");

    sequence.accept(updates.get(99));
    assertThat(sequence.missing(seqs)).isEmpty();
    assertThat(sequence.accepted()).isEqualTo(100);
  }

  @Test
  void reportsALostUpdateAtTheNextOneOfItsTopicOrFeed() {
    SequenceChecker wholeFeeds = checker(true, "a.>", "b.>");
    SequenceChecker topics = checker(false, "a.>", "b.>");
    List<ReceivedUpdate> updates = updates(10);
    updates.subList(0, 5).forEach(wholeFeeds::accept);
    updates.subList(0, 5).forEach(topics::accept);

    assertThatThrownBy(() -> updates.subList(6, 10).forEach(wholeFeeds::accept))
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageStartingWith("a gap: after offset ");
    assertThatThrownBy(() -> updates.subList(6, 10).forEach(topics::accept))
        .isInstanceOf(ProtocolViolationException.class)
        .hasMessageStartingWith("lost: after seq ");
  }

  @Test
  void acceptsConflatedUpdatesThatWereRequestedLater() {
    SequenceChecker sequence = checker(false, "a.>");
    List<ReceivedUpdate> updates = updatesOf("a.x", 20);
    sequence.accept(updates.get(0));
    ReceivedUpdate newest = updates.get(3);
    assertThat(sequence.isGapBefore(newest)).isTrue();
    assertThat(sequence.lastOffset(newest)).isEqualTo(updates.get(0).offset());

    updates.subList(1, 3).forEach(sequence::acceptConflated);

    assertThat(sequence.isGapBefore(newest)).isFalse();
    sequence.accept(newest);
    assertThat(sequence.accepted()).isEqualTo(2);
    assertThat(sequence.conflated()).isEqualTo(2);
  }

  @Test
  void reportsAnUpdateThatIsMissingAmongConflatedOnes() {
    SequenceChecker sequence = checker(false, "a.>");
    List<ReceivedUpdate> updates = updatesOf("a.x", 20);
    sequence.accept(updates.get(0));

    assertThatThrownBy(() -> sequence.acceptConflated(updates.get(2)))
        .hasMessageStartingWith("lost: ");
    assertThatThrownBy(() -> sequence.acceptConflated(updates.get(0)))
        .hasMessageStartingWith("lost: ");
  }

  @Test
  void reportsADuplicate() {
    SequenceChecker sequence = checker(true, "a.>", "b.>");
    List<ReceivedUpdate> updates = updates(20);
    updates.forEach(sequence::accept);

    assertThatThrownBy(() -> sequence.accept(updates.get(19)))
        .hasMessageStartingWith("duplicate: after seq ");
    assertThatThrownBy(() -> sequence.accept(updates.get(3)))
        .hasMessageStartingWith("duplicate: after seq ");
  }

  @Test
  void reportsTopicsOfAFeedThatAreOutOfOrder() {
    SequenceChecker sequence = checker(false, "a.>");
    List<ReceivedUpdate> updates = updates(3);

    sequence.accept(updates.get(2));

    assertThatThrownBy(() -> sequence.accept(updates.get(0)))
        .hasMessageStartingWith("out of order: after offset ");
  }

  @Test
  void reportsAnUpdateThatNoPatternMatches() {
    SequenceChecker sequence = checker(false, "b.>");

    assertThatThrownBy(() -> sequence.accept(next())).hasMessageStartingWith("not requested: ");
  }

  @Test
  void callsTheContentCheckWithEachUpdate() {
    List<ReceivedUpdate> checked = new ArrayList<>();
    SequenceChecker sequence =
        new SequenceChecker(List.of("a.>", "b.>"), true, Map.of(), checked::add);
    List<ReceivedUpdate> updates = updates(5);

    updates.forEach(sequence::accept);

    assertThat(checked).isEqualTo(updates);
  }
}
