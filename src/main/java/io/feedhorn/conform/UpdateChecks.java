package io.feedhorn.conform;

import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import java.util.ArrayList;
import java.util.List;

/** Checks of updates on every transport: bytes, order, snapshot, patterns. */
final class UpdateChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "update.bytes",
              "An update is the same bytes on every transport, as the contract writes them",
              UpdateChecks::bytes),
          new ContractCheck(
              "update.live",
              "Live updates come in the order of their offsets, each once",
              UpdateChecks::live),
          new ContractCheck(
              "update.snapshot-first",
              "A new reader gets the snapshot first, then live updates",
              UpdateChecks::snapshotFirst),
          new ContractCheck(
              "update.patterns",
              "* stands for one segment, a closing > for one or more, and for nothing else",
              UpdateChecks::patterns));

  private static final List<String> VALUES =
      List.of(
          "1.10",
          "123456789012345678901234567890",
          "-0.0",
          "1E+400",
          "null",
          "true",
          "\"\"",
          "\"\\u00e9\\/\\n\\\"\\\\\"",
          "\"é 日本 \uD83D\uDE80 \u2028\"",
          "[[],{},[1.0,{\"a\":{}}]]",
          "{\"price\":64123.50,\"\":0,\"a b\":\" c  d \"}",
          "\"" + "0123456789abcdef".repeat(1_200) + "\"");

  private UpdateChecks() {}

  private static String bytes(CheckContext context) throws InterruptedException {
    String topic = context.prefix() + ".a";
    String since = context.publish(topic, "0").cursor();
    List<String> updates = new ArrayList<>();
    for (String value : VALUES) {
      updates.add(context.publish(topic, value).update(value));
      CheckFailed.requireEqual(
          "the snapshot",
          updates.get(updates.size() - 1),
          context.client().get("/v1/topics/" + topic).requireStatus(200).body());
    }
    PublishReceipt spaced = context.publish(topic, " {\r\n\t\"a\" : [ 1 , \" b \" ] } \n");
    updates.add(spaced.update("{\"a\":[1,\" b \"]}"));
    return context.forEach(
        context.transports(),
        transport -> {
          try (UpdateReader reader = context.open(transport, ReadRequest.of(topic).since(since))) {
            context.expect(reader, updates);
          }
        });
  }

  private static String live(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(),
        transport -> {
          String prefix = context.prefix();
          String since = context.publish(prefix + ".a", "0").cursor();
          List<String> updates = new ArrayList<>();
          try (UpdateReader reader =
              context.open(transport, ReadRequest.of(prefix + ".>").since(since))) {
            for (int i = 0; i < 30; i++) {
              String json = Integer.toString(i);
              updates.add(context.publish(prefix + ".t" + i % 3, json).update(json));
            }
            context.expect(reader, updates);
          }
        });
  }

  private static String snapshotFirst(CheckContext context) throws InterruptedException {
    return context.forEach(
        context.transports(),
        transport -> {
          String topic = context.prefix() + ".a";
          context.publish(topic, "1");
          String snapshot = context.publish(topic, "2").update("2");
          try (UpdateReader reader = context.open(transport, ReadRequest.of(topic))) {
            context.expect(reader, List.of(snapshot));
            String third = context.publish(topic, "3").update("3");
            String fourth = context.publish(topic, "4").update("4");
            context.expect(reader, List.of(third, fourth));
          }
        });
  }

  private static String patterns(CheckContext context) throws InterruptedException {
    String prefix = context.prefix();
    String since = context.publish(prefix + ".start", "0").cursor();
    context.publish(prefix + ".goals", "0");
    String one = context.publish(prefix + ".a.goals", "1").update("1");
    String deep = context.publish(prefix + ".a.b.goals", "2").update("2");
    context.publish(prefix + ".b.cards", "0");
    String two = context.publish(prefix + ".b-c_D.goals", "3").update("3");
    String end = context.publish(prefix + ".end.goals", "4").update("4");
    context.forEach(
        context.transports(),
        transport -> {
          ReadRequest request = ReadRequest.of(prefix + ".*.goals").since(since);
          try (UpdateReader reader = context.open(transport, request)) {
            context.expect(reader, List.of(one, two, end));
          }
        });
    List<String> below = new ArrayList<>(List.of(one, deep));
    return context.forEach(
        context.transports(),
        transport -> {
          ReadRequest request = ReadRequest.of(prefix + ".a.>").since(since);
          try (UpdateReader reader = context.open(transport, request)) {
            context.expect(reader, below);
            below.add(context.publish(prefix + ".a.x.y.z", "5").update("5"));
            context.expect(reader, below.subList(below.size() - 1, below.size()));
          }
        });
  }
}
