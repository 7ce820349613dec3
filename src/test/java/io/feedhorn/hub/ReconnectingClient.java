package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants every update of its patterns, loses its connection again and again, and each
 * time resumes from its cursor, as an event source does.
 */
final class ReconnectingClient implements ScriptedClient {
  private final HubFixture fixture;
  private final String name;
  private final Random random;
  private final List<TopicPattern> patterns;
  private final boolean patient;
  private final List<Update> got = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();
  private Cursor cursor = Cursor.empty();
  private @Nullable ScriptedReader reader;
  private boolean stalled;
  private int taken;

  /**
   * @param patient whether it never stalls
   */
  ReconnectingClient(
      HubFixture fixture,
      String name,
      Random random,
      List<TopicPattern> patterns,
      boolean patient) {
    this.fixture = fixture;
    this.name = name;
    this.random = random;
    this.patterns = patterns;
    this.patient = patient;
  }

  @Override
  public void act() {
    ScriptedReader connected = reader;
    if (connected == null || connected.tooSlowCalls() > 0) {
      hangUp();
      connect();
      return;
    }
    switch (random.nextInt(patient ? 3 : 6)) {
      case 0 -> {
        if (random.nextBoolean()) {
          hangUp();
        }
      }
      case 1 -> moveOn(connected);
      case 3, 4 -> {
        stalled = true;
        connected.stall(random.nextInt(3));
      }
      case 5 -> connected.resume();
      default -> {}
    }
  }

  private void connect() {
    Cursor since = cursor.positions().isEmpty() ? null : cursor;
    reader = new ScriptedReader(fixture.hub, name);
    taken = 0;
    SubscribeResult result =
        fixture.hub.subscribe(reader.outbox(), patterns, since, true, SubscribeOptions.ALL);
    if (!result.recovered()) {
      breaches.add("was not recovered from " + since);
    }
    result
        .cursor()
        .positions()
        .forEach(
            (feed, tail) -> cursor = result.hasUpdates(feed) ? cursor : cursor.with(feed, tail));
  }

  /** A heartbeat: the reader's id moves past what was not for it. */
  private void moveOn(ScriptedReader connected) {
    take(connected);
    Cursor settled = fixture.hub.caughtUpCursor(connected.outbox());
    cursor = settled == null ? cursor : settled;
  }

  private void hangUp() {
    ScriptedReader connected = reader;
    if (connected != null) {
      take(connected);
      connected.close();
      breaches.addAll(connected.violations());
      reader = null;
    }
  }

  private void take(ScriptedReader connected) {
    for (Update update : connected.sent().subList(taken, connected.sent().size())) {
      got.add(update);
      cursor = cursor.with(update.topic().feed(), update.position());
    }
    taken = connected.sent().size();
  }

  @Override
  public void heal() {
    if (reader == null || reader.tooSlowCalls() > 0) {
      hangUp();
      connect();
    }
    if (reader != null) {
      reader.resume();
    }
  }

  @Override
  public @Nullable Cursor settled() {
    return reader == null || reader.tooSlowCalls() > 0
        ? null
        : fixture.hub.caughtUpCursor(reader.outbox());
  }

  @Override
  public void check(Map<String, List<Update>> published) {
    hangUp();
    assertThat(breaches).isEmpty();
    published.forEach(
        (topic, updates) -> {
          if (patterns.stream().anyMatch(pattern -> pattern.matches(topic))) {
            check(topic, updates);
          }
        });
    if (!stalled) {
      assertThat(fixture.metrics.conflated(name)).as("conflated").isZero();
    }
    if (patterns.stream().allMatch(pattern -> pattern.feed().equals("chat"))) {
      assertThat(fixture.metrics.conflated(name)).as("conflated chat").isZero();
    }
  }

  private void check(String topic, List<Update> published) {
    List<Update> mine = got.stream().filter(update -> update.topic().name().equals(topic)).toList();
    assertThat(mine).as(topic).isNotEmpty().endsWith(published.get(published.size() - 1));
    if (!stalled || topic.startsWith("chat.")) {
      int from = published.indexOf(mine.get(0));
      assertThat(mine).as(topic).isEqualTo(published.subList(from, published.size()));
    } else {
      assertThat(mine).extracting(Update::seq).as(topic).isSorted().doesNotHaveDuplicates();
    }
  }
}
