package io.feedhorn.hub;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.model.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that subscribes, changes options, unsubscribes, stalls and disconnects at random. */
final class RandomClient implements ScriptedClient {
  private static final List<SubscribeOptions> REDUCED =
      List.of(
          SubscribeOptions.of(null, true, false),
          SubscribeOptions.of(1_000.0, false, false),
          SubscribeOptions.of(150.0, false, false),
          SubscribeOptions.of(40.0, false, false));

  private final HubFixture fixture;
  private final String name;
  private final Random random;
  private final List<TopicPattern> patterns;
  private final List<SubscribeOptions> options;
  private final Set<String> topics;
  private final List<ExpectedDelivery> ended = new ArrayList<>();
  private final boolean resuming;
  private final int maxAhead;
  private ExpectedDelivery connection;

  /**
   * @param resuming true if it sometimes subscribes with a cursor
   * @param maxAhead how far such a cursor may be beyond the end of the log. If it may, the client
   *     ends all patterns or none: what remains of two for one topic starts at its own cursor
   */
  RandomClient(
      HubFixture fixture,
      String name,
      Random random,
      Set<String> topics,
      List<TopicPattern> patterns,
      boolean resuming,
      int maxAhead) {
    this.resuming = resuming;
    this.maxAhead = maxAhead;
    this.fixture = fixture;
    this.name = name;
    this.random = random;
    this.topics = topics;
    this.options = options(random);
    boolean all = options.equals(List.of(SubscribeOptions.ALL));
    this.patterns =
        all ? patterns : patterns.stream().filter(p -> !p.feed().equals("chat")).toList();
    this.connection = new ExpectedDelivery(fixture.hub, name, topics);
  }

  private static List<SubscribeOptions> options(Random random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> List.of(SubscribeOptions.ALL);
      case 2 -> List.of(REDUCED.get(random.nextInt(REDUCED.size())));
      default ->
          List.of(
              SubscribeOptions.ALL, REDUCED.get(0), REDUCED.get(1), REDUCED.get(2), REDUCED.get(3));
    };
  }

  @Override
  public void runRandomAction() {
    if (connection.reader.tooSlowCalls() > 0) {
      reconnect();
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> connection.stall(random.nextInt(4));
      case 1, 2 -> connection.reader.resume();
      case 3, 4 -> unsubscribe();
      case 6 -> connection.restrictTo(maxAhead > 0 ? List.of() : randomPatterns());
      case 7 -> {
        // In one task, as for a client that sends both messages at once.
        subscribe();
        unsubscribe();
      }
      case 5 -> {
        if (random.nextInt(4) == 0) {
          reconnect();
        }
      }
      default -> subscribe();
    }
  }

  private void subscribe() {
    List<TopicPattern> subscribed = randomPatterns();
    Cursor since = resuming && random.nextBoolean() ? randomCursor(subscribed) : null;
    SubscribeOptions chosen = options.get(random.nextInt(options.size()));
    connection.subscribe(subscribed, since, since != null || random.nextInt(3) > 0, chosen);
  }

  private void unsubscribe() {
    if (maxAhead > 0) {
      connection.restrictTo(List.of());
    } else {
      connection.unsubscribe(randomPatterns());
    }
  }

  private Cursor randomCursor(List<TopicPattern> subscribed) {
    if (random.nextInt(10) == 0) {
      return Cursor.EARLIEST;
    }
    Cursor since = Cursor.empty();
    for (TopicPattern pattern : subscribed) {
      Position end = fixture.feeds.endPosition(pattern.feed());
      long oldest = maxAhead > 0 && random.nextBoolean() ? end.offset() : 0;
      long offset = random.nextLong(oldest, end.offset() + 1 + maxAhead);
      since = since.with(pattern.feed(), new Position(end.epoch(), offset));
    }
    return since;
  }

  private List<TopicPattern> randomPatterns() {
    Set<TopicPattern> randomPatterns = new HashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      randomPatterns.add(patterns.get(random.nextInt(patterns.size())));
    }
    return List.copyOf(randomPatterns);
  }

  private void reconnect() {
    connection.reader.close();
    ended.add(connection);
    connection = new ExpectedDelivery(fixture.hub, name, topics);
  }

  @Override
  public void recover() {
    if (connection.reader.tooSlowCalls() > 0) {
      reconnect();
    }
    connection.reader.resume();
  }

  @Override
  public @Nullable Cursor caughtUpCursor() {
    return connection.reader.tooSlowCalls() > 0
        ? null
        : fixture.hub.caughtUpCursor(connection.reader.outbox());
  }

  @Override
  public void check(Map<String, List<Update>> published) {
    ended.forEach(each -> each.check(published, false));
    connection.check(published, true);
  }
}
