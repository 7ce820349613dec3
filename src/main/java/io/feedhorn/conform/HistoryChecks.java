package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What a reader is told when its cursor is too old. */
final class HistoryChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "resume.evicted",
              "Where history is gone the snapshot stands in alone, and the reader is told",
              HistoryChecks::evicted),
          new ContractCheck(
              "resume.exact",
              "History that reaches back exactly to the cursor is replayed whole",
              HistoryChecks::exact),
          new ContractCheck(
              "resume.quiet",
              "A topic that has nothing past the cursor missed nothing, however old it is",
              HistoryChecks::quiet),
          new ContractCheck(
              "resume.epoch",
              "A cursor of another epoch is told, and the snapshots stand in",
              HistoryChecks::epoch));

  private static final int MAX_PUBLISHED = 4_000;
  private static final int AT_ONCE = 250;

  private HistoryChecks() {}

  /** A topic that lost the beginning of its history, and a quiet one beside it. */
  private record Worn(
      String prefix, String start, String quiet, String afterQuiet, List<String> busy, int gone) {
    static Worn on(CheckContext checkContext) {
      String prefix = checkContext.prefix();
      String start = checkContext.publish(prefix + ".busy", "0").cursor();
      PublishReceipt quiet = checkContext.publish(prefix + ".quiet", "1");
      List<String> busy = new ArrayList<>();
      int kept = 0;
      while (kept >= busy.size() && busy.size() < MAX_PUBLISHED) {
        busy.addAll(checkContext.publishMany(prefix + ".busy", Math.max(AT_ONCE, busy.size())));
        kept = history(checkContext, prefix + ".busy", busy.size());
      }
      if (kept >= busy.size()) {
        throw new CheckSkipped("history still had all of " + busy.size() + " updates of a topic");
      }
      return new Worn(prefix, start, quiet.update("1"), quiet.cursor(), busy, busy.size() - kept);
    }

    private static int history(CheckContext checkContext, String topic, int most) {
      String path = "/v1/topics/" + topic + "/history?limit=" + most;
      return checkContext.target().get(path).must(200).objects("updates").size();
    }

    String newest() {
      return busy.get(busy.size() - 1);
    }
  }

  private static String evicted(CheckContext checkContext) throws InterruptedException {
    Worn worn = Worn.on(checkContext);
    checkContext.each(
        checkContext.transports(),
        transport -> {
          ReadRequest readRequest = ReadRequest.of(worn.prefix + ".*").since(worn.start);
          String newest = worn.newest();
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            checkContext.expect(reader, List.of(worn.quiet, newest));
            CursorChecks.requireRecovered(transport, reader, false);
            worn.busy.add(live(checkContext, worn.prefix + ".busy"));
            checkContext.expect(reader, List.of(worn.newest()));
          }
        });
    return "history has %d of %d updates"
        .formatted(worn.busy.size() - worn.gone, worn.busy.size() + 1);
  }

  private static String live(CheckContext checkContext, String topic) {
    return checkContext.publish(topic, "\"live\"").update("\"live\"");
  }

  private static String exact(CheckContext checkContext) throws InterruptedException {
    Worn worn = Worn.on(checkContext);
    ReceivedUpdate last = ReceivedUpdate.of(worn.busy.get(worn.gone - 1));
    String from = worn.start.replaceFirst("[0-9]+$", Long.toString(last.offset()));
    List<String> kept = worn.busy.subList(worn.gone, worn.busy.size());
    checkContext.each(
        checkContext.transports(),
        transport ->
            CursorChecks.resumes(
                checkContext, transport, ReadRequest.of(worn.prefix + ".busy").since(from), kept));
    return kept.size() + " updates";
  }

  private static String quiet(CheckContext checkContext) throws InterruptedException {
    Worn worn = Worn.on(checkContext);
    String[] cursor = {worn.afterQuiet};
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          ReadRequest readRequest = ReadRequest.of(worn.prefix + ".quiet").since(cursor[0]);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            PublishReceipt next = checkContext.publish(worn.prefix + ".quiet", "2");
            checkContext.expect(reader, List.of(next.update("2")));
            CursorChecks.requireRecovered(transport, reader, true);
            cursor[0] = next.cursor();
          }
          checkContext.publishMany(worn.prefix + ".busy", AT_ONCE);
        });
  }

  private static String epoch(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String prefix = checkContext.prefix();
          checkContext.publish(prefix + ".a", "1");
          String a = checkContext.publish(prefix + ".a", "2").update("2");
          PublishReceipt b = checkContext.publish(prefix + ".b", "3");
          String other = b.cursor().replaceFirst(":[a-z0-9]+:", ":0ther0ne:");
          ReadRequest readRequest = ReadRequest.of(prefix + ".*").since(other);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            checkContext.expect(reader, List.of(a, b.update("3")));
            CursorChecks.requireRecovered(transport, reader, false);
            checkContext.expect(reader, List.of(live(checkContext, prefix + ".a")));
          }
        });
  }
}
