package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What publishers are promised. */
final class PublishChecks {
  static final List<ContractCheck> CLAIMS =
      List.of(
          new ContractCheck(
              "publish.receipt",
              "A publish is answered 201 with topic, offset, seq, cursor and ts",
              PublishChecks::receipt),
          new ContractCheck(
              "publish.offsets",
              "Offsets of a feed grow by 1, seq of a topic by 1",
              PublishChecks::offsets),
          new ContractCheck(
              "publish.batch",
              "A batch has an answer for each line, in order, and a bad line spoils no other",
              PublishChecks::batch),
          new ContractCheck(
              "publish.idempotent",
              "A repeat with the same Idempotency-Key gets the first answer, publishes nothing",
              PublishChecks::idempotent),
          new ContractCheck(
              "publish.websocket",
              "A publish on the WebSocket is answered with the same fields, and its id",
              PublishChecks::webSocket),
          new ContractCheck(
              "publish.bus",
              "send(feedhorn.publish) on the bus replies with the same object; publish() publishes",
              PublishChecks::bus));

  private PublishChecks() {}

  private static String receipt(CheckContext checkContext) {
    String topic = checkContext.prefix() + ".a";
    PublishReceipt receipt = checkContext.publish(topic, "1");
    CheckFailed.unlessSame("the receipt's topic", topic, receipt.topic());
    CheckFailed.unlessSame("the first seq of a topic", 1L, receipt.seq());
    String feed = topic.substring(0, topic.indexOf('.'));
    Position position = Cursor.parse(receipt.cursor()).position(feed);
    CheckFailed.unless(
        position != null && position.offset() == receipt.offset(),
        "the cursor " + receipt.cursor() + " is not at offset " + receipt.offset());
    return "";
  }

  private static String offsets(CheckContext checkContext) {
    String prefix = checkContext.prefix();
    List<PublishReceipt> receipts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      receipts.add(checkContext.publish(prefix + ".t" + i % 3, Integer.toString(i)));
    }
    for (int i = 0; i < receipts.size(); i++) {
      PublishReceipt receipt = receipts.get(i);
      CheckFailed.unlessSame("seq of " + receipt.topic(), i / 3 + 1L, receipt.seq());
      long before = i == 0 ? receipt.offset() - 1 : receipts.get(i - 1).offset();
      boolean next =
          checkContext.ownFeeds() ? receipt.offset() == before + 1 : receipt.offset() > before;
      CheckFailed.unless(next, "after offset " + before + " came " + receipt.offset());
    }
    if (checkContext.ownFeeds()) {
      CheckFailed.unlessSame("the first offset of a feed", 1L, receipts.get(0).offset());
    }
    return checkContext.ownFeeds() ? "" : "others may publish on these feeds: gaps were not judged";
  }

  private static String batch(CheckContext checkContext) {
    String topic = checkContext.prefix() + ".a";
    String good = "{\"topic\":\"%s\",\"data\":%d}\n";
    String lines =
        good.formatted(topic, 1)
            + "{\"topic\":\"nosegments\",\"data\":2}\n"
            + "not json\n"
            + "{\"topic\":\""
            + topic
            + "\"}\n"
            + good.formatted(topic, 5);
    HttpAnswer answer =
        checkContext.target().post("/v1/publish", lines, "Content-Type", "application/x-ndjson");
    List<String> told = answer.must(200).body().lines().toList();
    CheckFailed.unlessSame("lines of the answer to 5 lines", 5, told.size());
    PublishReceipt first = PublishReceipt.of(told.get(0));
    PublishReceipt last = PublishReceipt.of(told.get(4));
    CheckFailed.unlessSame("seq of the last line", first.seq() + 1, last.seq());
    List<String> codes = List.of("bad_topic", "bad_json", "bad_request");
    for (int i = 0; i < codes.size(); i++) {
      String code = JsonMessage.parse(told.get(i + 1)).optionalString("code");
      CheckFailed.unlessSame("the code of line " + (i + 2), codes.get(i), code);
    }
    return "";
  }

  private static String idempotent(CheckContext checkContext) {
    String topic = checkContext.prefix() + ".a";
    String key = topic + "-key";
    HttpAnswer first =
        checkContext.target().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    HttpAnswer again =
        checkContext.target().post("/v1/topics/" + topic, "1", "Idempotency-Key", key);
    CheckFailed.unlessSame(
        "the answer to the repeat", first.must(201).body(), again.must(201).body());
    PublishReceipt next = checkContext.publish(topic, "2");
    CheckFailed.unlessSame(
        "seq of the next publish", PublishReceipt.of(first.body()).seq() + 1, next.seq());
    HttpAnswer other =
        checkContext.target().post("/v1/topics/" + topic, "3", "Idempotency-Key", key + "2");
    CheckFailed.unlessSame(
        "seq with another key", next.seq() + 1, PublishReceipt.of(other.must(201).body()).seq());
    return "";
  }

  private static String webSocket(CheckContext checkContext) {
    checkContext.need(Transport.WEBSOCKET);
    String topic = checkContext.prefix() + ".a";
    TextSocketClient socket = WebSocketReader.connect(checkContext.target());
    try {
      for (String id : List.of("7", "\"seven\"")) {
        socket.send(
            "{\"type\":\"publish\",\"id\":%s,\"topic\":\"%s\",\"data\":%s}"
                .formatted(id, topic, id));
        String text = socket.next("'published'");
        JsonMessage answer = JsonMessage.parse(text);
        CheckFailed.unlessSame("the type in " + text, "published", answer.optionalString("type"));
        CheckFailed.unlessSame("the id in " + text, id, answer.raw("id"));
        requireNewest(checkContext, PublishReceipt.of(text), id);
      }
    } finally {
      socket.close();
    }
    return "";
  }

  private static String bus(CheckContext checkContext) throws InterruptedException {
    List<Transport> buses = checkContext.transports(Transport::isBus);
    return checkContext.each(buses, transport -> onBus(checkContext, transport));
  }

  private static void onBus(CheckContext checkContext, Transport transport) {
    String topic = checkContext.prefix() + ".a";
    BridgeCarrier wire =
        transport == Transport.SOCKJS
            ? BridgeCarrier.sockJs(checkContext.target())
            : BridgeCarrier.bare(checkContext.target());
    try {
      JsonObject body = new JsonObject().put("topic", topic).put("data", 1);
      wire.send(
          BridgeClient.message("send", "feedhorn.publish")
              .put("replyAddress", "reply-1")
              .put("body", body)
              .encode());
      String text = wire.poll(checkContext.conditions().patience());
      CheckFailed.unless(text != null, "no reply to a send");
      JsonMessage reply = JsonMessage.parse(String.valueOf(text));
      CheckFailed.unlessSame("the type of the reply", "rec", reply.optionalString("type"));
      CheckFailed.unlessSame(
          "the address of the reply", "reply-1", reply.optionalString("address"));
      PublishReceipt receipt = PublishReceipt.of(String.valueOf(reply.raw("body")));
      requireNewest(checkContext, receipt, "1");
      String since = receipt.cursor();
      wire.send(BridgeClient.message("publish", topic).put("body", 2).encode());
      requireComes(checkContext, topic, since, "2");
    } finally {
      wire.close();
    }
  }

  private static void requireComes(
      CheckContext checkContext, String topic, String since, String data) {
    try (TransportClient reader =
        new PollingClient(checkContext.target(), ReadRequest.of(topic).since(since), 1)) {
      CheckFailed.unlessSame(
          "what publish() published",
          data,
          ReceivedUpdate.of(checkContext.take(reader, 1).get(0)).data());
    }
  }

  private static void requireNewest(
      CheckContext checkContext, PublishReceipt receipt, String data) {
    String snapshot = checkContext.target().get("/v1/topics/" + receipt.topic()).must(200).body();
    CheckFailed.unlessSame("the snapshot after the publish", receipt.update(data), snapshot);
  }
}
