package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What a reader is told when its cursor is too old. */
final class HistoryClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "resume.evicted",
              "Where history is gone the snapshot stands in alone, and the reader is told",
              HistoryClaims::evicted),
          new Claim(
              "resume.exact",
              "History that reaches back exactly to the cursor is replayed whole",
              HistoryClaims::exact),
          new Claim(
              "resume.quiet",
              "A topic that has nothing past the cursor missed nothing, however old it is",
              HistoryClaims::quiet),
          new Claim(
              "resume.epoch",
              "A cursor of another epoch is told, and the snapshots stand in",
              HistoryClaims::epoch));

  private static final int MOST_PUBLISHED = 4_000;
  private static final int AT_ONCE = 250;

  private HistoryClaims() {}

  /** A topic that lost the beginning of its history, and a quiet one beside it. */
  private record Worn(
      String prefix, String start, String quiet, String afterQuiet, List<String> busy, int gone) {
    static Worn on(Bench bench) {
      String prefix = bench.prefix();
      String start = bench.publish(prefix + ".busy", "0").cursor();
      Receipt quiet = bench.publish(prefix + ".quiet", "1");
      List<String> busy = new ArrayList<>();
      int kept = 0;
      while (kept >= busy.size() && busy.size() < MOST_PUBLISHED) {
        busy.addAll(bench.publishMany(prefix + ".busy", Math.max(AT_ONCE, busy.size())));
        kept = history(bench, prefix + ".busy", busy.size());
      }
      if (kept >= busy.size()) {
        throw new Skipped("history still had all of " + busy.size() + " updates of a topic");
      }
      return new Worn(prefix, start, quiet.update("1"), quiet.cursor(), busy, busy.size() - kept);
    }

    private static int history(Bench bench, String topic, int most) {
      String path = "/v1/topics/" + topic + "/history?limit=" + most;
      return bench.target().get(path).must(200).objects("updates").size();
    }

    String newest() {
      return busy.get(busy.size() - 1);
    }
  }

  private static String evicted(Bench bench) throws InterruptedException {
    Worn worn = Worn.on(bench);
    bench.each(
        bench.transports(),
        transport -> {
          Ask ask = Ask.of(worn.prefix + ".*").since(worn.start);
          String newest = worn.newest();
          try (Reader reader = transport.open(bench.target(), ask)) {
            bench.expect(reader, List.of(worn.quiet, newest));
            CursorClaims.requireRecovered(transport, reader, false);
            worn.busy.add(live(bench, worn.prefix + ".busy"));
            bench.expect(reader, List.of(worn.newest()));
          }
        });
    return "history has %d of %d updates"
        .formatted(worn.busy.size() - worn.gone, worn.busy.size() + 1);
  }

  private static String live(Bench bench, String topic) {
    return bench.publish(topic, "\"live\"").update("\"live\"");
  }

  private static String exact(Bench bench) throws InterruptedException {
    Worn worn = Worn.on(bench);
    Told last = Told.of(worn.busy.get(worn.gone - 1));
    String from = worn.start.replaceFirst("[0-9]+$", Long.toString(last.offset()));
    List<String> kept = worn.busy.subList(worn.gone, worn.busy.size());
    bench.each(
        bench.transports(),
        transport ->
            CursorClaims.resumes(
                bench, transport, Ask.of(worn.prefix + ".busy").since(from), kept));
    return kept.size() + " updates";
  }

  private static String quiet(Bench bench) throws InterruptedException {
    Worn worn = Worn.on(bench);
    String[] cursor = {worn.afterQuiet};
    return bench.each(
        bench.transports(),
        transport -> {
          Ask ask = Ask.of(worn.prefix + ".quiet").since(cursor[0]);
          try (Reader reader = transport.open(bench.target(), ask)) {
            Receipt next = bench.publish(worn.prefix + ".quiet", "2");
            bench.expect(reader, List.of(next.update("2")));
            CursorClaims.requireRecovered(transport, reader, true);
            cursor[0] = next.cursor();
          }
          bench.publishMany(worn.prefix + ".busy", AT_ONCE);
        });
  }

  private static String epoch(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(),
        transport -> {
          String prefix = bench.prefix();
          bench.publish(prefix + ".a", "1");
          String a = bench.publish(prefix + ".a", "2").update("2");
          Receipt b = bench.publish(prefix + ".b", "3");
          String other = b.cursor().replaceFirst(":[a-z0-9]+:", ":0ther0ne:");
          Ask ask = Ask.of(prefix + ".*").since(other);
          try (Reader reader = transport.open(bench.target(), ask)) {
            bench.expect(reader, List.of(a, b.update("3")));
            CursorClaims.requireRecovered(transport, reader, false);
            bench.expect(reader, List.of(live(bench, prefix + ".a")));
          }
        });
  }
}
