package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.TopicPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatternIndexTest {
  private final HubFixture fixture = HubFixture.start();
  private final PatternIndex index = new PatternIndex();
  private final Subscription one = subscription("one");
  private final Subscription two = subscription("two");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void matchesATopicOnce() {
    add("prices.*", one);
    List<PatternIndex.Group> first = index.of("prices.a");

    assertThat(index.of("prices.a")).isSameAs(first);
    add("prices.*", two);
    add("prices.b", two);
    assertThat(index.of("prices.a")).as("not matched again").isSameAs(first);
    assertThat(subscriptions("prices.a")).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void matchesATopicAgainAfterAPatternWasAddedOrRemoved() {
    add("prices.*", one);
    List<PatternIndex.Group> first = index.of("prices.a");
    add("prices.>", two);

    assertThat(index.of("prices.a")).isNotSameAs(first);
    assertThat(subscriptions("prices.a")).containsExactlyInAnyOrder(one, two);
    index.remove(TopicPattern.parse("prices.>"), two);
    assertThat(subscriptions("prices.a")).containsExactly(one);
  }

  @Test
  void isEmptyAfterEverythingWasRemoved() {
    add("prices.a", one);
    add("prices.a", two);
    index.remove(TopicPattern.parse("prices.a"), one);
    assertThat(index.isEmpty()).isFalse();
    index.remove(TopicPattern.parse("prices.a"), two);
    index.remove(TopicPattern.parse("prices.a"), two);
    index.remove(TopicPattern.parse("prices.b"), two);

    assertThat(index.isEmpty()).isTrue();
    assertThat(subscriptions("prices.a")).isEmpty();
  }

  @SeededRandom
  void findsTheSubscriptionsAfterAnyAdditionsAndRemovals(long seed) {
    Random random = new Random(seed);
    List<TopicPattern> patterns = HubFixture.patterns("f.a", "f.b", "f.*", "f.>", "f.*.x", "f.a.x");
    List<String> topics = List.of("f.a", "f.b", "f.a.x", "f.b.x", "f.c");
    Set<List<Object>> members = new HashSet<>();
    for (int step = 0; step < 300; step++) {
      TopicPattern pattern = patterns.get(random.nextInt(patterns.size()));
      Subscription subscription = random.nextBoolean() ? one : two;
      if (random.nextBoolean()) {
        if (members.add(List.of(pattern, subscription))) {
          index.add(pattern, subscription);
        }
      } else {
        members.remove(List.<Object>of(pattern, subscription));
        index.remove(pattern, subscription);
      }
      String topic = topics.get(random.nextInt(topics.size()));
      List<Object> expected = new ArrayList<>();
      for (List<Object> member : members) {
        if (((TopicPattern) member.get(0)).matches(topic)) {
          expected.add(member.get(1));
        }
      }
      assertThat(subscriptions(topic)).as(topic).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private void add(String pattern, Subscription subscription) {
    index.add(TopicPattern.parse(pattern), subscription);
  }

  private List<Object> subscriptions(String topic) {
    List<Object> subscriptions = new ArrayList<>();
    index.of(topic).forEach(group -> subscriptions.addAll(group.subscriptions()));
    return subscriptions;
  }

  private Subscription subscription(String name) {
    Outbox outbox = fixture.reader(name).outbox();
    return new Subscription("f", outbox, new TimerWheel(fixture.vertx));
  }
}
