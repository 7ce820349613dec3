package io.feedhorn.conform;

import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.UpdateReader;
import java.util.ArrayList;
import java.util.List;

/** Checks of cursors that are older than the history, or of another epoch. */
final class HistoryChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "resume.evicted",
              "If history is gone, only the snapshot is sent, and the reader is told",
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
              "A cursor of another epoch is reported, and snapshots are sent",
              HistoryChecks::epoch));

  private static final int MAX_PUBLISHED = 4_000;
  private static final int AT_ONCE = 250;

  private HistoryChecks() {}

  /**
   * A topic whose oldest updates are evicted from its history, and a quiet topic of the same feed.
   */
  private record EvictedTopic(
      String prefix, String start, String quiet, String afterQuiet, List<String> busy, int gone) {
    static EvictedTopic on(CheckContext context) {
      String prefix = context.prefix();
      String start = context.publish(prefix + ".busy", "0").cursor();
      PublishReceipt quiet = context.publish(prefix + ".quiet", "1");
      List<String> busy = new ArrayList<>();
      int kept = 0;
      while (kept >= busy.size() && busy.size() < MAX_PUBLISHED) {
        busy.addAll(context.publishMany(prefix + ".busy", Math.max(AT_ONCE, busy.size())));
        kept = history(context, prefix + ".busy", busy.size());
      }
      if (kept >= busy.size()) {
        throw new CheckSkipped(
            "the history still has all of " + busy.size() + " updates of a topic");
      }
      return new EvictedTopic(
          prefix, start, quiet.update("1"), quiet.cursor(), busy, busy.size() - kept);
    }

    private static int history(CheckContext context, String topic, int most) {
      String path = "/v1/topics/" + topic + "/history?limit=" + most;
      return context.client().get(path).requireStatus(200).objects("updates").size();
    }

    String newest() {
      return busy.get(busy.size() - 1);
    }
  }

  private static String evicted(CheckContext context) throws InterruptedException {
    EvictedTopic topics = EvictedTopic.on(context);
    context.forEach(
        context.transports(),
        transport -> {
          ReadRequest request = ReadRequest.of(topics.prefix + ".*").since(topics.start);
          String newest = topics.newest();
          try (UpdateReader reader = context.open(transport, request)) {
            context.expect(reader, List.of(topics.quiet, newest));
            CursorChecks.requireRecovered(reader, false);
            topics.busy.add(live(context, topics.prefix + ".busy"));
            context.expect(reader, List.of(topics.newest()));
          }
        });
    return "history has %d of %d updates"
        .formatted(topics.busy.size() - topics.gone, topics.busy.size() + 1);
  }

  private static String live(CheckContext context, String topic) {
    return context.publish(topic, "\"live\"").update("\"live\"");
  }

  private static String exact(CheckContext context) throws InterruptedException {
    EvictedTopic topics = EvictedTopic.on(context);
    ReceivedUpdate last = ReceivedUpdate.of(topics.busy.get(topics.gone - 1));
    String from = topics.start.replaceFirst("[0-9]+$", Long.toString(last.offset()));
    List<String> kept = topics.busy.subList(topics.gone, topics.busy.size());
    context.forEach(
        context.transports(),
        transport ->
            CursorChecks.resumes(
                context, transport, ReadRequest.of(topics.prefix + ".busy").since(from), kept));
    return kept.size() + " updates";
  }

  private static String quiet(CheckContext context) throws InterruptedException {
    EvictedTopic topics = EvictedTopic.on(context);
    String[] cursor = {topics.afterQuiet};
    return context.forEach(
        context.transports(),
        transport -> {
          ReadRequest request = ReadRequest.of(topics.prefix + ".quiet").since(cursor[0]);
          try (UpdateReader reader = context.open(transport, request)) {
            PublishReceipt next = context.publish(topics.prefix + ".quiet", "2");
            context.expect(reader, List.of(next.update("2")));
            CursorChecks.requireRecovered(reader, true);
            cursor[0] = next.cursor();
          }
          context.publishMany(topics.prefix + ".busy", AT_ONCE);
        });
  }

  private static String epoch(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(),
        transport -> {
          String prefix = context.prefix();
          context.publish(prefix + ".a", "1");
          String a = context.publish(prefix + ".a", "2").update("2");
          PublishReceipt b = context.publish(prefix + ".b", "3");
          String other = b.cursor().replaceFirst(":[a-z0-9]+:", ":0ther0ne:");
          ReadRequest request = ReadRequest.of(prefix + ".*").since(other);
          try (UpdateReader reader = context.open(transport, request)) {
            context.expect(reader, List.of(a, b.update("3")));
            CursorChecks.requireRecovered(reader, false);
            context.expect(reader, List.of(live(context, prefix + ".a")));
          }
        });
  }
}
