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
 * A client that wants every update of its patterns, disconnects at random, and resumes from its
 * cursor each time, as an event source does.
 */
final class ReconnectingClient implements ScriptedClient {
  private final HubFixture fixture;
  private final String name;
  private final Random random;
  private final List<TopicPattern> patterns;
  private final boolean neverStalls;
  private final List<Update> received = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private Cursor cursor = Cursor.empty();
  private @Nullable ScriptedReader reader;
  private boolean stalled;
  private int receivedCount;

  /**
   * @param neverStalls true if it accepts every update at once
   */
  ReconnectingClient(
      HubFixture fixture,
      String name,
      Random random,
      List<TopicPattern> patterns,
      boolean neverStalls) {
    this.fixture = fixture;
    this.name = name;
    this.random = random;
    this.patterns = patterns;
    this.neverStalls = neverStalls;
  }

  @Override
  public void runRandomAction() {
    ScriptedReader connected = reader;
    if (connected == null || connected.tooSlowCalls() > 0) {
      disconnect();
      connect();
      return;
    }
    switch (random.nextInt(neverStalls ? 3 : 6)) {
      case 0 -> {
        if (random.nextBoolean()) {
          disconnect();
        }
      }
      case 1 -> heartbeat(connected);
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
    receivedCount = 0;
    SubscribeResult result =
        fixture.hub.subscribe(reader.outbox(), patterns, since, true, SubscribeOptions.ALL);
    if (!result.recovered()) {
      violations.add("was not recovered from " + since);
    }
    result
        .cursor()
        .positions()
        .forEach((feed, end) -> cursor = result.hasUpdates(feed) ? cursor : cursor.with(feed, end));
  }

  /** Moves the cursor past updates that do not match, as a heartbeat does. */
  private void heartbeat(ScriptedReader connected) {
    receive(connected);
    Cursor caughtUpCursor = fixture.hub.caughtUpCursor(connected.outbox());
    cursor = caughtUpCursor == null ? cursor : caughtUpCursor;
  }

  private void disconnect() {
    ScriptedReader connected = reader;
    if (connected != null) {
      receive(connected);
      connected.close();
      violations.addAll(connected.violations());
      reader = null;
    }
  }

  private void receive(ScriptedReader connected) {
    for (Update update : connected.sent().subList(receivedCount, connected.sent().size())) {
      received.add(update);
      cursor = cursor.with(update.topic().feed(), update.position());
    }
    receivedCount = connected.sent().size();
  }

  @Override
  public void recover() {
    if (reader == null || reader.tooSlowCalls() > 0) {
      disconnect();
      connect();
    }
    if (reader != null) {
      reader.resume();
    }
  }

  @Override
  public @Nullable Cursor caughtUpCursor() {
    return reader == null || reader.tooSlowCalls() > 0
        ? null
        : fixture.hub.caughtUpCursor(reader.outbox());
  }

  @Override
  public void check(Map<String, List<Update>> published) {
    disconnect();
    assertThat(violations).isEmpty();
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
    List<Update> ofTopic =
        received.stream().filter(update -> update.topic().name().equals(topic)).toList();
    assertThat(ofTopic).as(topic).isNotEmpty().endsWith(published.get(published.size() - 1));
    if (!stalled || topic.startsWith("chat.")) {
      int from = published.indexOf(ofTopic.get(0));
      assertThat(ofTopic).as(topic).isEqualTo(published.subList(from, published.size()));
    } else {
      assertThat(ofTopic).extracting(Update::seq).as(topic).isSorted().doesNotHaveDuplicates();
    }
  }
}
