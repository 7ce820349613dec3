package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What an update is, wherever it is read. */
final class UpdateChecks {
  static final List<ContractCheck> CLAIMS =
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
              "A new reader gets the snapshot first, then what happens",
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

  private static String bytes(CheckContext checkContext) throws InterruptedException {
    String topic = checkContext.prefix() + ".a";
    String since = checkContext.publish(topic, "0").cursor();
    List<String> updates = new ArrayList<>();
    for (String value : VALUES) {
      updates.add(checkContext.publish(topic, value).update(value));
      CheckFailed.unlessSame(
          "the snapshot",
          updates.get(updates.size() - 1),
          checkContext.target().get("/v1/topics/" + topic).must(200).body());
    }
    PublishReceipt spaced = checkContext.publish(topic, " {\r\n\t\"a\" : [ 1 , \" b \" ] } \n");
    updates.add(spaced.update("{\"a\":[1,\" b \"]}"));
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(topic).since(since))) {
            checkContext.expect(reader, updates);
          }
        });
  }

  private static String live(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String prefix = checkContext.prefix();
          String since = checkContext.publish(prefix + ".a", "0").cursor();
          List<String> updates = new ArrayList<>();
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(prefix + ".>").since(since))) {
            for (int i = 0; i < 30; i++) {
              String json = Integer.toString(i);
              updates.add(checkContext.publish(prefix + ".t" + i % 3, json).update(json));
            }
            checkContext.expect(reader, updates);
          }
        });
  }

  private static String snapshotFirst(CheckContext checkContext) throws InterruptedException {
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          String topic = checkContext.prefix() + ".a";
          checkContext.publish(topic, "1");
          String snapshot = checkContext.publish(topic, "2").update("2");
          try (TransportClient reader =
              transport.open(checkContext.target(), ReadRequest.of(topic))) {
            checkContext.expect(reader, List.of(snapshot));
            String third = checkContext.publish(topic, "3").update("3");
            String fourth = checkContext.publish(topic, "4").update("4");
            checkContext.expect(reader, List.of(third, fourth));
          }
        });
  }

  private static String patterns(CheckContext checkContext) throws InterruptedException {
    String prefix = checkContext.prefix();
    String since = checkContext.publish(prefix + ".start", "0").cursor();
    checkContext.publish(prefix + ".goals", "0");
    String one = checkContext.publish(prefix + ".a.goals", "1").update("1");
    String deep = checkContext.publish(prefix + ".a.b.goals", "2").update("2");
    checkContext.publish(prefix + ".b.cards", "0");
    String two = checkContext.publish(prefix + ".b-c_D.goals", "3").update("3");
    String end = checkContext.publish(prefix + ".end.goals", "4").update("4");
    checkContext.each(
        checkContext.transports(),
        transport -> {
          ReadRequest readRequest = ReadRequest.of(prefix + ".*.goals").since(since);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            checkContext.expect(reader, List.of(one, two, end));
          }
        });
    List<String> below = new ArrayList<>(List.of(one, deep));
    return checkContext.each(
        checkContext.transports(),
        transport -> {
          ReadRequest readRequest = ReadRequest.of(prefix + ".a.>").since(since);
          try (TransportClient reader = transport.open(checkContext.target(), readRequest)) {
            checkContext.expect(reader, below);
            below.add(checkContext.publish(prefix + ".a.x.y.z", "5").update("5"));
            checkContext.expect(reader, below.subList(below.size() - 1, below.size()));
          }
        });
  }
}
