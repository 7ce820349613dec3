package io.feedhorn.conform;

import java.util.ArrayList;
import java.util.List;

/** What an update is, wherever it is read. */
final class UpdateClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "update.bytes",
              "An update is the same bytes on every transport, as the contract writes them",
              UpdateClaims::bytes),
          new Claim(
              "update.live",
              "Live updates come in the order of their offsets, each once",
              UpdateClaims::live),
          new Claim(
              "update.snapshot-first",
              "A new reader gets the snapshot first, then what happens",
              UpdateClaims::snapshotFirst),
          new Claim(
              "update.patterns",
              "* stands for one segment, a closing > for one or more, and for nothing else",
              UpdateClaims::patterns));

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

  private UpdateClaims() {}

  private static String bytes(Bench bench) throws InterruptedException {
    String topic = bench.prefix() + ".a";
    String since = bench.publish(topic, "0").cursor();
    List<String> updates = new ArrayList<>();
    for (String value : VALUES) {
      updates.add(bench.publish(topic, value).update(value));
      Broken.unlessSame(
          "the snapshot",
          updates.get(updates.size() - 1),
          bench.target().get("/v1/topics/" + topic).must(200).body());
    }
    Receipt spaced = bench.publish(topic, " {\r\n\t\"a\" : [ 1 , \" b \" ] } \n");
    updates.add(spaced.update("{\"a\":[1,\" b \"]}"));
    return bench.each(
        bench.transports(),
        transport -> {
          try (Reader reader = transport.open(bench.target(), Ask.of(topic).since(since))) {
            bench.expect(reader, updates);
          }
        });
  }

  private static String live(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(),
        transport -> {
          String prefix = bench.prefix();
          String since = bench.publish(prefix + ".a", "0").cursor();
          List<String> updates = new ArrayList<>();
          try (Reader reader = transport.open(bench.target(), Ask.of(prefix + ".>").since(since))) {
            for (int i = 0; i < 30; i++) {
              String json = Integer.toString(i);
              updates.add(bench.publish(prefix + ".t" + i % 3, json).update(json));
            }
            bench.expect(reader, updates);
          }
        });
  }

  private static String snapshotFirst(Bench bench) throws InterruptedException {
    return bench.each(
        bench.transports(),
        transport -> {
          String topic = bench.prefix() + ".a";
          bench.publish(topic, "1");
          String snapshot = bench.publish(topic, "2").update("2");
          try (Reader reader = transport.open(bench.target(), Ask.of(topic))) {
            bench.expect(reader, List.of(snapshot));
            String third = bench.publish(topic, "3").update("3");
            String fourth = bench.publish(topic, "4").update("4");
            bench.expect(reader, List.of(third, fourth));
          }
        });
  }

  private static String patterns(Bench bench) throws InterruptedException {
    String prefix = bench.prefix();
    String since = bench.publish(prefix + ".start", "0").cursor();
    bench.publish(prefix + ".goals", "0");
    String one = bench.publish(prefix + ".a.goals", "1").update("1");
    String deep = bench.publish(prefix + ".a.b.goals", "2").update("2");
    bench.publish(prefix + ".b.cards", "0");
    String two = bench.publish(prefix + ".b-c_D.goals", "3").update("3");
    String end = bench.publish(prefix + ".end.goals", "4").update("4");
    bench.each(
        bench.transports(),
        transport -> {
          Ask ask = Ask.of(prefix + ".*.goals").since(since);
          try (Reader reader = transport.open(bench.target(), ask)) {
            bench.expect(reader, List.of(one, two, end));
          }
        });
    List<String> below = new ArrayList<>(List.of(one, deep));
    return bench.each(
        bench.transports(),
        transport -> {
          Ask ask = Ask.of(prefix + ".a.>").since(since);
          try (Reader reader = transport.open(bench.target(), ask)) {
            bench.expect(reader, below);
            below.add(bench.publish(prefix + ".a.x.y.z", "5").update("5"));
            bench.expect(reader, below.subList(below.size() - 1, below.size()));
          }
        });
  }
}
