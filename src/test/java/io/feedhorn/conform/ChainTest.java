package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainTest {
  private final Script script = new Script(1, List.of("a", "b"), 6);
  private final Chain chain = chain(true, "a.>", "b.>");
  private final Map<String, Long> offsets = new TreeMap<>();
  private final Map<String, Long> seqs = new TreeMap<>();

  private Chain chain(boolean whole, String... patterns) {
    return new Chain(script, List.of(patterns), whole, Map.of());
  }

  /** As a server publishes what the script has at a number. */
  private String update(long number) {
    String topic = script.topic(number);
    String feed = topic.substring(0, topic.indexOf('.'));
    long offset = offsets.merge(feed, 1L, Long::sum);
    long seq = seqs.merge(topic, 1L, Long::sum);
    return Told.canonical(topic, offset, seq, "1732150000123.4", script.data(number));
  }

  private List<String> updates(int count) {
    return IntStream.range(0, count).mapToObj(this::update).toList();
  }

  @Test
  void takesWhatWasPublishedAndKnowsWhatIsMissing() {
    List<String> updates = updates(100);
    updates.subList(0, 99).forEach(chain::take);
    assertThat(chain.missing(seqs)).contains("seq");
    chain.take(updates.get(99));

    assertThat(chain.missing(seqs)).isEmpty();
    assertThat(chain.length()).isEqualTo(100);
  }

  @Test
  void findsOneThatIsLostAtTheNextOfItsTopicOrFeed() {
    List<String> updates = updates(50);
    updates.subList(0, 20).forEach(chain::take);

    assertThatThrownBy(() -> updates.subList(21, 50).forEach(chain::take))
        .isInstanceOf(Broken.class)
        .hasMessageMatching("(lost|a gap): after .*");
  }

  @Test
  void whatWasLeftOutIsHadByAskingForIt() {
    Chain lagging = chain(false, "a.>", "b.>");
    List<Told> ofOne = told(60, script.topic(0));
    lagging.take(ofOne.get(0));
    Told newest = ofOne.get(3);

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
    Chain lagging = chain(false, "a.>", "b.>");
    List<Told> ofOne = told(60, script.topic(0));
    lagging.take(ofOne.get(0));

    assertThatThrownBy(() -> lagging.takeLeftOut(ofOne.get(2))).hasMessageStartingWith("lost: ");
    assertThatThrownBy(() -> lagging.takeLeftOut(ofOne.get(0))).hasMessageStartingWith("lost: ");
  }

  private List<Told> told(int count, String topic) {
    return updates(count).stream()
        .map(Told::of)
        .filter(update -> update.topic().equals(topic))
        .toList();
  }

  @Test
  void findsOneThatComesTwice() {
    List<String> updates = updates(20);
    updates.forEach(chain::take);

    assertThatThrownBy(() -> chain.take(updates.get(19))).hasMessageStartingWith("twice: after");
    assertThatThrownBy(() -> chain.take(updates.get(3))).hasMessageStartingWith("twice: after");
  }

  @Test
  void findsTwoTopicsOfAFeedOutOfOrderThoughEachOnesChainIsWhole() {
    List<Told> ofA =
        updates(40).stream().map(Told::of).filter(told -> told.feed().equals("a")).toList();
    int other = 1;
    while (ofA.get(other).topic().equals(ofA.get(other - 1).topic())) {
      other++;
    }
    int second = other;
    Chain parts = chain(false, "a.>");
    ofA.subList(0, second - 1).forEach(told -> parts.take(told.text()));
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
      assertThatThrownBy(() -> chain.take(wrong)).isInstanceOf(Broken.class);
    }
    assertThatCode(() -> chain.take(update)).doesNotThrowAnyException();
  }

  @Test
  void findsWhatNobodyAskedFor() {
    Chain onlyB = chain(false, "b.>");
    long ofA =
        IntStream.range(0, 50)
            .filter(n -> script.topic(n).startsWith("a."))
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> onlyB.take(update(ofA))).hasMessageStartingWith("nobody asked for");
  }
}
