package io.feedhorn.conform;

import io.feedhorn.conform.SseParser.Event;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An idle stream, opened at the start of a run and judged at its end. Used by one thread. */
final class HeartbeatObserver {
  private static final Duration CONTRACT = Duration.ofMillis(15_500);

  /** The least patient of the libraries that people use wait so long for a byte. */
  private static final Duration IMPATIENT = Duration.ofSeconds(5);

  private final List<ContractCheck> claims =
      List.of(
          new ContractCheck(
              "sse.heartbeat",
              "An idle stream is written to at least every 15 s",
              checkContext -> judge(checkContext, this::heartbeat)),
          new ContractCheck(
              "sse.impatient",
              "A reader that gives up after 5 s without a byte keeps an idle stream",
              checkContext -> judge(checkContext, this::impatient)),
          new ContractCheck(
              "sse.no-empty-message",
              "A reader that takes a block without data for a message is handed none",
              checkContext -> judge(checkContext, this::noEmptyMessage)));

  private @Nullable SseReader stream;
  private String why = "no stream was opened";
  private int unjudged;

  /** A check of the stream that was listened to. */
  @FunctionalInterface
  private interface Check {
    void on(SseReader listened) throws InterruptedException;
  }

  List<ContractCheck> claims() {
    return claims;
  }

  /** Listens from here on, if any of its claims is wanted. */
  void listen(CheckContext checkContext, List<ContractCheck> wanted) {
    Set<String> names = claims.stream().map(ContractCheck::name).collect(Collectors.toSet());
    unjudged = (int) wanted.stream().filter(check -> names.contains(check.name())).count();
    if (unjudged == 0
        || !checkContext.conditions().transports().contains(Transport.SSE)
        || !checkContext.reach().isOpen(Transport.SSE)) {
      return;
    }
    String prefix = checkContext.prefix();
    try {
      String since = checkContext.publish(prefix + ".idle", "1").cursor();
      stream = new SseReader(checkContext.target(), ReadRequest.of(prefix + ".idle").since(since));
      // Not for this reader, whose cursor is moved past it.
      checkContext.publish(prefix + ".other", "1");
    } catch (RuntimeException failure) {
      why = "no stream could be opened: " + failure.getMessage();
    }
  }

  private String judge(CheckContext checkContext, Check check) throws InterruptedException {
    checkContext.need(Transport.SSE);
    SseReader listened = stream;
    if (listened == null) {
      throw new CheckFailed(why);
    }
    try {
      check.on(listened);
    } finally {
      if (--unjudged == 0) {
        listened.close();
      }
    }
    return "";
  }

  private void heartbeat(SseReader listened) throws InterruptedException {
    requireNoLongerSilence(listened.silence(), CONTRACT, 1);
  }

  /** Two in a row: the first may come by chance. */
  private void impatient(SseReader listened) throws InterruptedException {
    requireNoLongerSilence(listened.silence(), IMPATIENT, 2);
  }

  /** Measures once more if a busy machine made the first measurement late. */
  private static void requireNoLongerSilence(ReadGap silence, Duration time, int times)
      throws InterruptedException {
    if (silence.isOlderThan(time.multipliedBy(2)) && silence.wasNeverLongerThan(time)) {
      return;
    }
    for (int i = 0; i < times; i++) {
      CheckFailed.unless(
          silence.endsWithin(time), "nothing came in %d s".formatted(time.toSeconds()));
    }
  }

  private void noEmptyMessage(SseReader listened) {
    Event event = listened.event(CONTRACT);
    while (event != null) {
      CheckFailed.unless(
          !event.type().equals(SseParser.WITHOUT_DATA),
          "a block without data came" + (event.id().isEmpty() ? "" : ", at id " + event.id()));
      CheckFailed.unless(!event.type().equals("update"), "an update came that was not published");
      event = listened.event(Duration.ofMillis(1));
    }
  }
}
