package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceCheckerTest {
  private final DeterministicWorkload workload = new DeterministicWorkload(1, List.of("a", "b"), 6);
  private final SequenceChecker sequence = chain(true, "a.>", "b.>");
  private final Map<String, Long> offsets = new TreeMap<>();
  private final Map<String, Long> seqs = new TreeMap<>();

  private SequenceChecker chain(boolean whole, String... patterns) {
    return new SequenceChecker(workload, List.of(patterns), whole, Map.of());
  }

  /** As a server publishes what the script has at a number. */
  private String update(long number) {
    String topic = workload.topic(number);
    String feed = topic.substring(0, topic.indexOf('.'));
    long offset = offsets.merge(feed, 1L, Long::sum);
    long seq = seqs.merge(topic, 1L, Long::sum);
    return ReceivedUpdate.canonical(topic, offset, seq, "1732150000123.4", workload.data(number));
  }

  private List<String> updates(int count) {
    return IntStream.range(0, count).mapToObj(this::update).toList();
  }

  @Test
  void takesWhatWasPublishedAndKnowsWhatIsMissing() {
    List<String> updates = updates(100);
    updates.subList(0, 99).forEach(sequence::take);
    assertThat(sequence.missing(seqs)).contains("seq");
    sequence.take(updates.get(99));

    assertThat(sequence.missing(seqs)).isEmpty();
    assertThat(sequence.length()).isEqualTo(100);
  }

  @Test
  void findsOneThatIsLostAtTheNextOfItsTopicOrFeed() {
    List<String> updates = updates(50);
    updates.subList(0, 20).forEach(sequence::take);

    assertThatThrownBy(() -> updates.subList(21, 50).forEach(sequence::take))
        .isInstanceOf(CheckFailed.class)
        .hasMessageMatching("(lost|a gap): after .*");
  }

  @Test
  void whatWasLeftOutIsHadByAskingForIt() {
    SequenceChecker lagging = chain(false, "a.>", "b.>");
    List<ReceivedUpdate> ofOne = told(60, workload.topic(0));
    lagging.take(ofOne.get(0));
    ReceivedUpdate newest = ofOne.get(3);

    assertThat(lagging.skipsTo(newest)).isTrue();
    assertThat(lagging.offset(newest)).isEqualTo(ofOne.get(0).offset());
    ofOne.subList(1, 3).forEach(lagging::takeLeftOut);
    assertThat(lagging.skipsTo(newest)).isFalse();
    lagging.take(newest);

    assertThat(lagging.length()).isEqualTo(2);
    assertThat(lagging.leftOut()).isEqualTo(2);
  }

  @Test
  void whatIsNotThereWhenItIsAskedForIsLost() {
    SequenceChecker lagging = chain(false, "a.>", "b.>");
    List<ReceivedUpdate> ofOne = told(60, workload.topic(0));
    lagging.take(ofOne.get(0));

    assertThatThrownBy(() -> lagging.takeLeftOut(ofOne.get(2))).hasMessageStartingWith("lost: ");
    assertThatThrownBy(() -> lagging.takeLeftOut(ofOne.get(0))).hasMessageStartingWith("lost: ");
  }

  private List<ReceivedUpdate> told(int count, String topic) {
    return updates(count).stream()
        .map(ReceivedUpdate::of)
        .filter(update -> update.topic().equals(topic))
        .toList();
  }

  @Test
  void findsOneThatComesTwice() {
    List<String> updates = updates(20);
    updates.forEach(sequence::take);

    assertThatThrownBy(() -> sequence.take(updates.get(19))).hasMessageStartingWith("twice: after");
    assertThatThrownBy(() -> sequence.take(updates.get(3))).hasMessageStartingWith("twice: after");
  }

  @Test
  void findsTwoTopicsOfAFeedOutOfOrderThoughEachOnesChainIsWhole() {
    List<ReceivedUpdate> ofA =
        updates(40).stream()
            .map(ReceivedUpdate::of)
            .filter(update -> update.feed().equals("a"))
            .toList();
    int other = 1;
    while (ofA.get(other).topic().equals(ofA.get(other - 1).topic())) {
      other++;
    }
    int second = other;
    SequenceChecker parts = chain(false, "a.>");
    ofA.subList(0, second - 1).forEach(update -> parts.take(update.text()));
    parts.take(ofA.get(second).text());

    assertThatThrownBy(() -> parts.take(ofA.get(second - 1).text()))
        .hasMessageStartingWith("out of order: after");
  }

  @Test
  void findsBytesThatAreNotThePublishedOnes() {
    String update = update(0);

    for (String wrong :
        List.of(
            update.replace(",\"seq\"", ", \"seq\""),
            update.replace(".50", ".5"),
            update.replace("\"n\":0", "\"n\":1"),
            update.replace("}}", ",\"more\":1}}"))) {
      assertThatThrownBy(() -> sequence.take(wrong)).isInstanceOf(CheckFailed.class);
    }
    assertThatCode(() -> sequence.take(update)).doesNotThrowAnyException();
  }

  @Test
  void findsWhatNobodyAskedFor() {
    SequenceChecker onlyB = chain(false, "b.>");
    long ofA =
        IntStream.range(0, 50)
            .filter(n -> workload.topic(n).startsWith("a."))
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> onlyB.take(update(ofA))).hasMessageStartingWith("nobody asked for");
  }
}
