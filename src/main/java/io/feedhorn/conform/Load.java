package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/**
 * Publishes what a script says at a rate, by every way there is, one request at a time. Runs on a
 * thread of its own until it is stopped; what it published may be read after that.
 */
final class Load implements Callable<Long> {
  private static final int MOST_LINES = 1_000;
  private static final long PAUSE_MILLIS = 4;

  private final Target target;
  private final Script script;
  private final int rate;
  private final boolean ownFeeds;
  private final List<BiFunction<String, String, Receipt>> ways = new ArrayList<>();
  private final List<Runnable> atTheEnd = new ArrayList<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private volatile boolean stopped;
  private long published;
  private double seconds;

  Load(Bench bench, Script script, Map<String, Long> start) {
    this.target = bench.target();
    this.script = script;
    this.rate = bench.conditions().rate();
    this.ownFeeds = bench.ownFeeds();
    this.offsets.putAll(start);
    ways.add(
        (topic, data) -> Receipt.of(target.post("/v1/topics/" + topic, data).must(201).body()));
    if (bench.transports().contains(Transport.WEBSOCKET)) {
      Socket socket = SocketReader.connect(target);
      atTheEnd.add(socket::close);
      ways.add((topic, data) -> onSocket(socket, topic, data));
    }
    if (bench.transports().contains(Transport.EVENT_BUS)) {
      BusWire wire = BusWire.bare(target);
      atTheEnd.add(wire::close);
      ways.add((topic, data) -> onBus(wire, topic, data));
    }
  }

  /** No more is published, once the request that is under way was answered. */
  void stop() {
    stopped = true;
  }

  /** The newest seq of each topic. */
  Map<String, Long> seqs() {
    return seqs;
  }

  long published() {
    return published;
  }

  /** Updates a second, as it came out. */
  double rate() {
    return published / Math.max(seconds, 1e-3);
  }

  @Override
  public Long call() throws InterruptedException {
    long start = System.nanoTime();
    try {
      for (int turn = 0; !stopped; turn++) {
        long due = (long) ((System.nanoTime() - start) / 1e9 * rate) - published;
        if (due > 0) {
          one(ways.get(turn % ways.size()));
          batch((int) Math.min(due - 1, MOST_LINES));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } finally {
      seconds = (System.nanoTime() - start) / 1e9;
      atTheEnd.forEach(Runnable::run);
    }
    return published;
  }

  private void one(BiFunction<String, String, Receipt> way) {
    long number = published;
    keep(number, way.apply(script.topic(number), script.data(number)));
  }

  private void batch(int count) {
    if (count <= 0) {
      return;
    }
    long first = published;
    StringBuilder lines = new StringBuilder();
    for (long number = first; number < first + count; number++) {
      lines.append(line(script.topic(number), script.data(number))).append('\n');
    }
    Answer answer =
        target
            .post("/v1/publish", lines.toString(), "Content-Type", "application/x-ndjson")
            .must(200);
    List<String> receipts = answer.body().lines().toList();
    Broken.unlessSame("lines in the answer to a batch", count, receipts.size());
    for (int i = 0; i < count; i++) {
      keep(first + i, Receipt.of(receipts.get(i)));
    }
  }

  private static String line(String topic, String data) {
    return "{\"topic\":\"" + topic + "\",\"data\":" + data + "}";
  }

  private void keep(long number, Receipt receipt) {
    String topic = script.topic(number);
    String feed = topic.substring(0, topic.indexOf('.'));
    Broken.unlessSame("the topic of a receipt", topic, receipt.topic());
    Broken.unlessSame("seq of " + topic, seqs.getOrDefault(topic, 0L) + 1, receipt.seq());
    long before = offsets.getOrDefault(feed, 0L);
    boolean next = ownFeeds ? receipt.offset() == before + 1 : receipt.offset() > before;
    Broken.unless(
        next, "offset " + receipt.offset() + " was given after " + before + " in " + feed);
    seqs.put(topic, receipt.seq());
    offsets.put(feed, receipt.offset());
    published++;
  }

  private static Receipt onSocket(Socket socket, String topic, String data) {
    socket.send(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"" + topic + "\",\"data\":" + data + "}");
    return Receipt.of(socket.next("'published'"));
  }

  private Receipt onBus(BusWire wire, String topic, String data) {
    JsonObject message = BusReader.message("send", "feedhorn.publish").put("replyAddress", "reply");
    String head = message.encode();
    wire.send(head.substring(0, head.length() - 1) + ",\"body\":" + line(topic, data) + "}");
    Duration patience = target.patience();
    String text = wire.poll(patience);
    Broken.unless(text != null, "no reply to a send within " + patience.toSeconds() + " s");
    return Receipt.of(String.valueOf(JsonFields.parse(String.valueOf(text)).raw("body")));
  }
}
