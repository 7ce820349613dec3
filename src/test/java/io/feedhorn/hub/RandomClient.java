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

/**
 * A client that cannot make up its mind: subscribes, changes, unsubscribes, stalls and hangs up.
 */
final class RandomClient implements ScriptedClient {
  private static final List<SubscribeOptions> LESS =
      List.of(
          SubscribeOptions.of(null, true),
          SubscribeOptions.of(1_000.0, false),
          SubscribeOptions.of(150.0, false),
          SubscribeOptions.of(40.0, false));

  private final HubFixture fixture;
  private final String name;
  private final Random random;
  private final List<TopicPattern> known;
  private final List<SubscribeOptions> options;
  private final Set<String> topics;
  private final List<ExpectedDelivery> ended = new ArrayList<>();
  private final boolean resuming;
  private ExpectedDelivery connection;

  /**
   * @param resuming whether it names a cursor now and then
   */
  RandomClient(
      HubFixture fixture,
      String name,
      Random random,
      Set<String> topics,
      List<TopicPattern> known,
      boolean resuming) {
    this.resuming = resuming;
    this.fixture = fixture;
    this.name = name;
    this.random = random;
    this.topics = topics;
    this.options = options(random);
    boolean all = options.equals(List.of(SubscribeOptions.ALL));
    this.known = all ? known : known.stream().filter(p -> !p.feed().equals("chat")).toList();
    this.connection = new ExpectedDelivery(fixture.hub, name, topics);
  }

  private static List<SubscribeOptions> options(Random random) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> List.of(SubscribeOptions.ALL);
      case 2 -> List.of(LESS.get(random.nextInt(LESS.size())));
      default -> List.of(SubscribeOptions.ALL, LESS.get(0), LESS.get(1), LESS.get(2), LESS.get(3));
    };
  }

  @Override
  public void act() {
    if (connection.reader.tooSlowCalls() > 0) {
      reconnect();
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> connection.stall(random.nextInt(4));
      case 1, 2 -> connection.reader.resume();
      case 3, 4 -> connection.unsubscribe(some());
      case 6 -> connection.narrow(some());
      case 7 -> {
        // In one turn, as where a client writes both at once.
        subscribe();
        connection.unsubscribe(some());
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
    List<TopicPattern> wanted = some();
    Cursor since = resuming && random.nextBoolean() ? somewhere(wanted) : null;
    SubscribeOptions asked = options.get(random.nextInt(options.size()));
    connection.subscribe(wanted, since, since != null || random.nextInt(3) > 0, asked);
  }

  private Cursor somewhere(List<TopicPattern> wanted) {
    if (random.nextInt(10) == 0) {
      return Cursor.EARLIEST;
    }
    Cursor since = Cursor.empty();
    for (TopicPattern pattern : wanted) {
      Position tail = fixture.feeds.endPosition(pattern.feed());
      long offset = random.nextLong(tail.offset() + 1);
      since = since.with(pattern.feed(), new Position(tail.epoch(), offset));
    }
    return since;
  }

  private List<TopicPattern> some() {
    Set<TopicPattern> some = new HashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      some.add(known.get(random.nextInt(known.size())));
    }
    return List.copyOf(some);
  }

  private void reconnect() {
    connection.reader.close();
    ended.add(connection);
    connection = new ExpectedDelivery(fixture.hub, name, topics);
  }

  @Override
  public void heal() {
    if (connection.reader.tooSlowCalls() > 0) {
      reconnect();
    }
    connection.reader.resume();
  }

  @Override
  public @Nullable Cursor settled() {
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
