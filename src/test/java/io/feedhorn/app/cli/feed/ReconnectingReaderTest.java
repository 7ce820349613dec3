package io.feedhorn.app.cli.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.UpdateReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconnectingReaderTest {
  private final List<@Nullable String> requested = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();
  private final Deque<Object> connections = new ArrayDeque<>();

  /** A connection that has some updates and is then lost. */
  private record Connection(
      boolean complete, Deque<Long> offsets, AtomicLong last, RuntimeException end)
      implements UpdateReader {
    static Connection of(boolean complete, long... offsets) {
      return ending(new ConnectionLostException("cut"), complete, offsets);
    }

    static Connection ending(RuntimeException end, boolean complete, long... offsets) {
      Deque<Long> queue = new ArrayDeque<>();
      for (long offset : offsets) {
        queue.add(offset);
      }
      return new Connection(complete, queue, new AtomicLong(), end);
    }

    @Override
    public ReceivedUpdate poll(Duration timeout) {
      Long offset = offsets.poll();
      if (offset == null) {
        throw end;
      }
      last.set(offset);
      return new ReceivedUpdate("{}", "a.b", offset, offset, "1", "1");
    }

    @Override
    public String cursor() {
      return last.get() == 0 ? "" : "a:abcd:" + last;
    }

    @Override
    public Boolean recovered() {
      return complete;
    }

    @Override
    public void close() {}
  }

  private UpdateReader open(ReadRequest request) {
    requested.add(request.since());
    Object next = connections.remove();
    if (next instanceof RuntimeException failure) {
      throw failure;
    }
    return (UpdateReader) next;
  }

  private ReconnectingReader reader(@Nullable String since) {
    RetryPause backoff = new RetryPause(Duration.ofMillis(100), new Random(1), pauses::add);
    return new ReconnectingReader(
        this::open, ReadRequest.of("a.*").since(since), backoff, notices::add);
  }

  @Test
  void resumesAfterTheLastUpdateThatItReturned() throws InterruptedException {
    connections.add(Connection.of(true, 1, 2));
    connections.add(new ConnectionLostException("refused"));
    connections.add(Connection.of(true, 3));
    try (ReconnectingReader reader = reader(null)) {
      assertThat(List.of(reader.next().offset(), reader.next().offset(), reader.next().offset()))
          .containsExactly(1L, 2L, 3L);
    }
    assertThat(requested).containsExactly(null, "a:abcd:2", "a:abcd:2");
    assertThat(notices).containsExactly("Connection lost (cut), reconnecting.", "Connected again.");
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isBetween(50L, 100L);
    assertThat(pauses.get(1)).isBetween(100L, 200L);
  }

  @Test
  void aConnectionWithoutUpdatesKeepsTheRequestedCursor() throws InterruptedException {
    connections.add(Connection.of(true));
    connections.add(Connection.of(true, 8));
    try (ReconnectingReader reader = reader("a:abcd:7")) {
      assertThat(reader.next().offset()).isEqualTo(8);
    }
    assertThat(requested).containsExactly("a:abcd:7", "a:abcd:7");
  }

  /** A connection that works for a while without an update. */
  private static final class Quiet implements UpdateReader {
    private boolean polled;

    @Override
    public @Nullable ReceivedUpdate poll(Duration timeout) {
      if (polled) {
        throw new ConnectionLostException("cut");
      }
      polled = true;
      return null;
    }

    @Override
    public String cursor() {
      return "";
    }

    @Override
    public @Nullable Boolean recovered() {
      return null;
    }

    @Override
    public void close() {}
  }

  @Test
  void thePausesBeginAgainAfterAQuietConnection() throws InterruptedException {
    connections.addAll(List.of(new Quiet(), new Quiet(), new Quiet(), Connection.of(true, 1)));
    try (ReconnectingReader reader = reader(null)) {
      reader.next();
    }
    assertThat(pauses).hasSize(3).allSatisfy(pause -> assertThat(pause).isBetween(50L, 100L));
  }

  @Test
  void reportsAGapOnceForEachConnection() throws InterruptedException {
    connections.add(Connection.of(false, 90, 91));
    try (ReconnectingReader reader = reader("a:abcd:7")) {
      reader.next();
      reader.next();
    }
    assertThat(notices).singleElement().asString().startsWith("Some updates are gone");
  }

  /** A connection that loses updates before its second one. */
  private static final class LaterGap implements UpdateReader {
    private long last;

    @Override
    public ReceivedUpdate poll(Duration timeout) {
      last++;
      return new ReceivedUpdate("{}", "a.b", last, last, "1", "1");
    }

    @Override
    public String cursor() {
      return "a:abcd:" + last;
    }

    @Override
    public @Nullable Boolean recovered() {
      return last < 2 ? null : Boolean.FALSE;
    }

    @Override
    public void close() {}
  }

  @Test
  void reportsAGapThatComesAfterTheFirstUpdate() throws InterruptedException {
    connections.add(new LaterGap());
    try (ReconnectingReader reader = reader(null)) {
      reader.next();
      assertThat(notices).isEmpty();
      reader.next();
      reader.next();
    }
    assertThat(notices).singleElement().asString().startsWith("Some updates are gone");
  }

  @Test
  void repeatsARefusalThatIsTemporaryAndNoOther() throws InterruptedException {
    connections.add(Connection.of(true));
    connections.add(new RequestRefusedException("unavailable", "503 {}"));
    connections.add(new RequestRefusedException("unauthorized", "401 {}"));
    try (ReconnectingReader reader = reader(null)) {
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              RequestRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo("unauthorized"));
    }
    assertThat(pauses).hasSize(2);
  }

  @Test
  void waitsForTheTimeThatTheServerAsksFor() throws InterruptedException {
    connections.add(Connection.of(true));
    connections.add(new RequestRefusedException("too_many", "429 {}", Duration.ofSeconds(4)));
    connections.add(Connection.of(true, 1));
    try (ReconnectingReader reader = reader(null)) {
      assertThat(reader.next().offset()).isEqualTo(1);
    }
    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(0)).isLessThan(200);
    assertThat(pauses.get(1)).isBetween(4_000L, 4_200L);
  }

  @Test
  void aConnectionThatTheServerClosedForGoodIsNotOpenedAgain() throws InterruptedException {
    RequestRefusedException closed =
        new RequestRefusedException("closed", "closed by an operator (close code 4002)");
    connections.add(Connection.ending(closed, true, 1));
    try (ReconnectingReader reader = reader(null)) {
      assertThat(reader.next().offset()).isEqualTo(1);
      assertThatThrownBy(reader::next).isSameAs(closed);
    }
    assertThat(requested).hasSize(1);
    assertThat(notices).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @Test
  void theFirstConnectionIsNotTriedAgain() {
    connections.add(new ConnectionLostException("refused"));
    assertThatThrownBy(() -> reader(null)).isInstanceOf(ConnectionLostException.class);
    assertThat(pauses).isEmpty();
  }
}
