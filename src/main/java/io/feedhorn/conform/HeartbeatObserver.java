package io.feedhorn.conform;

import io.feedhorn.client.ReadGap;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.client.SseReader;
import io.feedhorn.client.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks of an event stream without updates. It is opened before the other checks and verified
 * after them. Used by one thread.
 */
final class HeartbeatObserver {
  private static final Duration MAX_GAP = Duration.ofMillis(15_500);

  /** The shortest read timeout of common client libraries. */
  private static final Duration MIN_LIBRARY_TIMEOUT = Duration.ofSeconds(5);

  private final List<ContractCheck> checks =
      List.of(
          new ContractCheck(
              "sse.heartbeat",
              "An idle stream is written to at least every 15 s",
              context -> verify(context, HeartbeatObserver::heartbeat)),
          new ContractCheck(
              "sse.impatient",
              "A reader that gives up after 5 s without a byte keeps an idle stream",
              context -> verify(context, HeartbeatObserver::impatient)),
          new ContractCheck(
              "sse.no-empty-message",
              "A reader that takes a block without data for a message gets none",
              context -> verify(context, HeartbeatObserver::noEmptyMessage)));
  private @Nullable SseReader stream;
  private String failure = "no stream was opened";
  private int unverified;

  /** A check of the observed stream. */
  @FunctionalInterface
  private interface StreamCheck {
    void on(SseReader stream) throws InterruptedException;
  }

  List<ContractCheck> checks() {
    return checks;
  }

  /** Opens the stream if one of its checks is selected. */
  void begin(CheckContext context, List<ContractCheck> selected) {
    Set<String> names = checks.stream().map(ContractCheck::name).collect(Collectors.toSet());
    unverified = (int) selected.stream().filter(check -> names.contains(check.name())).count();
    if (unverified == 0
        || !context.options().transports().contains(Transport.SSE)
        || !context.reachability().isReachable(Transport.SSE)) {
      return;
    }
    String prefix = context.prefix();
    try {
      String since = context.publish(prefix + ".idle", "1").cursor();
      stream = new SseReader(context.client(), ReadRequest.of(prefix + ".idle").since(since));
      // Not for this reader, but its cursor moves past it.
      context.publish(prefix + ".other", "1");
    } catch (RuntimeException unopened) {
      failure = "no stream could be opened: " + unopened.getMessage();
    }
  }

  private String verify(CheckContext context, StreamCheck check) throws InterruptedException {
    context.requireTransport(Transport.SSE);
    SseReader observed = stream;
    if (observed == null) {
      throw new CheckFailed(failure);
    }
    try {
      check.on(observed);
    } finally {
      if (--unverified == 0) {
        observed.close();
      }
    }
    return "";
  }

  private static void heartbeat(SseReader stream) throws InterruptedException {
    requireGapsUpTo(MAX_GAP, stream.readGap(), 1, 0);
  }

  private static void impatient(SseReader stream) throws InterruptedException {
    // Two in a row, since one may come by chance.
    requireGapsUpTo(MIN_LIBRARY_TIMEOUT, stream.readGap(), 2, 2);
  }

  /**
   * Measures again if the gaps so far were longer, since a busy machine reads late.
   *
   * @param reads the number of reads in a row that must come in time
   * @param misses the number of times that none may come before that
   */
  private static void requireGapsUpTo(Duration time, ReadGap gap, int reads, int misses)
      throws InterruptedException {
    if (gap.hasLasted(time.multipliedBy(2)) && gap.isAtMost(time)) {
      return;
    }
    int inRow = 0;
    int missed = 0;
    while (inRow < reads) {
      if (gap.awaitRead(time)) {
        inRow++;
      } else {
        inRow = 0;
        missed++;
        CheckFailed.require(missed <= misses, "no byte came in %d s".formatted(time.toSeconds()));
      }
    }
  }

  private static void noEmptyMessage(SseReader stream) {
    Event event = stream.event(MAX_GAP);
    while (event != null) {
      String id = event.lastEventId();
      CheckFailed.require(
          !event.type().equals(SseParser.WITHOUT_DATA),
          "a block without data came" + (id.isEmpty() ? "" : ", at id " + id));
      CheckFailed.require(!event.type().equals("update"), "an update came that was not published");
      event = stream.event(Duration.ofMillis(1));
    }
  }
}
