package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.JsonFields;
import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What publishers are promised. */
final class PublishClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "publish.receipt",
              "A publish is answered 201 with topic, offset, seq, cursor and ts",
              PublishClaims::receipt),
          new Claim(
              "publish.offsets",
              "Offsets of a feed grow by 1, seq of a topic by 1",
              PublishClaims::offsets),
          new Claim(
              "publish.batch",
              "A batch has an answer for each line, in order, and a bad line spoils no other",
              PublishClaims::batch),
          new Claim(
              "publish.idempotent",
              "A repeat with the same Idempotency-Key gets the first answer, publishes nothing",
              PublishClaims::idempotent),
          new Claim(
              "publish.websocket",
              "A publish on the WebSocket is answered with the same fields, and its id",
              PublishClaims::webSocket),
          new Claim(
              "publish.bus",
              "send(feedhorn.publish) on the bus replies with the same object; publish() publishes",
              PublishClaims::bus));

  private PublishClaims() {}

  private static String receipt(Bench bench) {
    String topic = bench.prefix() + ".a";
    Receipt receipt = bench.publish(topic, "1");
    Broken.unlessSame("the receipt's topic", topic, receipt.topic());
    Broken.unlessSame("the first seq of a topic", 1L, receipt.seq());
    String feed = topic.substring(0, topic.indexOf('.'));
    Position position = Cursor.parse(receipt.cursor()).position(feed);
    Broken.unless(
        position != null && position.offset() == receipt.offset(),
        "the cursor " + receipt.cursor() + " is not at offset " + receipt.offset());
    return "";
  }

  private static String offsets(Bench bench) {
    String prefix = bench.prefix();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      receipts.add(bench.publish(prefix + ".t" + i % 3, Integer.toString(i)));
    }
    for (int i = 0; i < receipts.size(); i++) {
      Receipt receipt = receipts.get(i);
      Broken.unlessSame("seq of " + receipt.topic(), i / 3 + 1L, receipt.seq());
      long before = i == 0 ? receipt.offset() - 1 : receipts.get(i - 1).offset();
      boolean next = bench.ownFeeds() ? receipt.offset() == before + 1 : receipt.offset() > before;
      Broken.unless(next, "after offset " + before + " came " + receipt.offset());
    }
    if (bench.ownFeeds()) {
      Broken.unlessSame("the first offset of a feed", 1L, receipts.get(0).offset());
    }
    return bench.ownFeeds() ? "" : "others may publish on these feeds: gaps were not judged";
  }

  private static String batch(Bench bench) {
    String topic = bench.prefix() + ".a";
    String good = "{\"topic\":\"%s\",\"data\":%d}\n";
    String lines =
        good.formatted(topic, 1)
            + "{\"topic\":\"nosegments\",\"data\":2}\n"
            + "not json\n"
            + "{\"topic\":\""
            + topic
            + "\"}\n"
            + good.formatted(topic, 5);
    Answer answer =
        bench.target().post("/v1/publish", lines, "Content-Type", "application/x-ndjson");
    List<String> told = answer.must(200).body().lines().toList();
    Broken.unlessSame("lines of the answer to 5 lines", 5, told.size());
    Receipt first = Receipt.of(told.get(0));
    Receipt last = Receipt.of(told.get(4));
    Broken.unlessSame("seq of the last line", first.seq() + 1, last.seq());
    List<String> codes = List.of("bad_topic", "bad_json", "bad_request");
    for (int i = 0; i < codes.size(); i++) {
      String code = JsonFields.parse(told.get(i + 1)).optionalString("code");
      Broken.unlessSame("the code of line " + (i + 2), codes.get(i), code);
    }
    return "";
  }

  private static String idempotent(Bench bench) {
    String topic = bench.prefix() + ".a";
    String key = topic + "-key";
    Answer first = bench.target().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    Answer again = bench.target().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    Broken.unlessSame("the answer to the repeat", first.must(201).body(), again.must(201).body());
    Receipt next = bench.publish(topic, "2");
    Broken.unlessSame("seq of the next publish", Receipt.of(first.body()).seq() + 1, next.seq());
    Answer other = bench.target().post("/v1/topics/" + topic, "3", "Idempotency-Key", key + "2");
    Broken.unlessSame(
        "seq with another key", next.seq() + 1, Receipt.of(other.must(201).body()).seq());
    return "";
  }

  private static String webSocket(Bench bench) {
    bench.need(Transport.WEBSOCKET);
    String topic = bench.prefix() + ".a";
    Socket socket = SocketReader.connect(bench.target());
    try {
      for (String id : List.of("7", "\"seven\"")) {
        socket.send(
            "{\"type\":\"publish\",\"id\":%s,\"topic\":\"%s\",\"data\":%s}"
                .formatted(id, topic, id));
        String text = socket.next("'published'");
        JsonFields answer = JsonFields.parse(text);
        Broken.unlessSame("the type in " + text, "published", answer.optionalString("type"));
        Broken.unlessSame("the id in " + text, id, answer.raw("id"));
        requireNewest(bench, Receipt.of(text), id);
      }
    } finally {
      socket.close();
    }
    return "";
  }

  private static String bus(Bench bench) throws InterruptedException {
    List<Transport> buses = bench.transports(Transport::isBus);
    return bench.each(buses, transport -> onBus(bench, transport));
  }

  private static void onBus(Bench bench, Transport transport) {
    String topic = bench.prefix() + ".a";
    BusWire wire =
        transport == Transport.SOCKJS
            ? BusWire.sockJs(bench.target())
            : BusWire.bare(bench.target());
    try {
      JsonObject body = new JsonObject().put("topic", topic).put("data", 1);
      wire.send(
          BusReader.message("send", "feedhorn.publish")
              .put("replyAddress", "reply-1")
              .put("body", body)
              .encode());
      String text = wire.poll(bench.conditions().patience());
      Broken.unless(text != null, "no reply to a send");
      JsonFields reply = JsonFields.parse(String.valueOf(text));
      Broken.unlessSame("the type of the reply", "rec", reply.optionalString("type"));
      Broken.unlessSame("the address of the reply", "reply-1", reply.optionalString("address"));
      Receipt receipt = Receipt.of(String.valueOf(reply.raw("body")));
      requireNewest(bench, receipt, "1");
      String since = receipt.cursor();
      wire.send(BusReader.message("publish", topic).put("body", 2).encode());
      requireComes(bench, topic, since, "2");
    } finally {
      wire.close();
    }
  }

  private static void requireComes(Bench bench, String topic, String since, String data) {
    try (Reader reader = new PollReader(bench.target(), Ask.of(topic).since(since), 1)) {
      Broken.unlessSame(
          "what publish() published", data, Told.of(bench.take(reader, 1).get(0)).data());
    }
  }

  private static void requireNewest(Bench bench, Receipt receipt, String data) {
    String snapshot = bench.target().get("/v1/topics/" + receipt.topic()).must(200).body();
    Broken.unlessSame("the snapshot after the publish", receipt.update(data), snapshot);
  }
}
