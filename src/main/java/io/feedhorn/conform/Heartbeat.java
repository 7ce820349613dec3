package io.feedhorn.conform;

import io.feedhorn.conform.EventText.Event;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An idle stream, opened at the start of a run and judged at its end. Used by one thread. */
final class Heartbeat {
  private static final Duration CONTRACT = Duration.ofMillis(15_500);

  /** The least patient of the libraries that people use wait so long for a byte. */
  private static final Duration IMPATIENT = Duration.ofSeconds(5);

  private final List<Claim> claims =
      List.of(
          new Claim(
              "sse.heartbeat",
              "An idle stream is written to at least every 15 s",
              bench -> judge(bench, this::heartbeat)),
          new Claim(
              "sse.impatient",
              "A reader that gives up after 5 s without a byte keeps an idle stream",
              bench -> judge(bench, this::impatient)),
          new Claim(
              "sse.no-empty-message",
              "A reader that takes a block without data for a message is handed none",
              bench -> judge(bench, this::noEmptyMessage)));

  private @Nullable StreamReader stream;
  private String why = "no stream was opened";
  private int unjudged;

  /** A check of the stream that was listened to. */
  @FunctionalInterface
  private interface Check {
    void on(StreamReader listened) throws InterruptedException;
  }

  List<Claim> claims() {
    return claims;
  }

  /** Listens from here on, if any of its claims is wanted. */
  void listen(Bench bench, List<Claim> wanted) {
    Set<String> names = claims.stream().map(Claim::name).collect(Collectors.toSet());
    unjudged = (int) wanted.stream().filter(claim -> names.contains(claim.name())).count();
    if (unjudged == 0
        || !bench.conditions().transports().contains(Transport.SSE)
        || !bench.reach().isOpen(Transport.SSE)) {
      return;
    }
    String prefix = bench.prefix();
    try {
      String since = bench.publish(prefix + ".idle", "1").cursor();
      stream = new StreamReader(bench.target(), Ask.of(prefix + ".idle").since(since));
      // Not for this reader, whose cursor is moved past it.
      bench.publish(prefix + ".other", "1");
    } catch (RuntimeException failure) {
      why = "no stream could be opened: " + failure.getMessage();
    }
  }

  private String judge(Bench bench, Check check) throws InterruptedException {
    bench.need(Transport.SSE);
    StreamReader listened = stream;
    if (listened == null) {
      throw new Broken(why);
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

  private void heartbeat(StreamReader listened) throws InterruptedException {
    requireNoLongerSilence(listened.silence(), CONTRACT, 1);
  }

  /** Two in a row: the first may come by chance. */
  private void impatient(StreamReader listened) throws InterruptedException {
    requireNoLongerSilence(listened.silence(), IMPATIENT, 2);
  }

  /** Measures once more if a busy machine made the first measurement late. */
  private static void requireNoLongerSilence(Silence silence, Duration time, int times)
      throws InterruptedException {
    if (silence.isOlderThan(time.multipliedBy(2)) && silence.wasNeverLongerThan(time)) {
      return;
    }
    for (int i = 0; i < times; i++) {
      Broken.unless(silence.endsWithin(time), "nothing came in %d s".formatted(time.toSeconds()));
    }
  }

  private void noEmptyMessage(StreamReader listened) {
    Event event = listened.event(CONTRACT);
    while (event != null) {
      Broken.unless(
          !event.type().equals(EventText.WITHOUT_DATA),
          "a block without data came" + (event.id().isEmpty() ? "" : ", at id " + event.id()));
      Broken.unless(!event.type().equals("update"), "an update came that was not published");
      event = listened.event(Duration.ofMillis(1));
    }
  }
}
