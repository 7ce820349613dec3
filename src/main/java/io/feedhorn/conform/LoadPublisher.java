package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/**
 * Publishes what a script says at a rate, by every way there is, one request at a time, and no
 * faster than its readers follow: the bytes of a connection that is cut are few, however fast the
 * server. Runs on a thread of its own until it is stopped; what it published may be read after
 * that.
 */
final class LoadPublisher implements Callable<Long> {
  private static final int MAX_LINES = 1_000;
  private static final long PAUSE_MILLIS = 4;

  private final ServerUnderTest target;
  private final DeterministicWorkload workload;
  private final int rate;
  private final boolean ownFeeds;
  private final List<HoppingReader> readers;
  private final long maxBehind;
  private final List<BiFunction<String, String, PublishReceipt>> ways = new ArrayList<>();
  private final List<Runnable> atTheEnd = new ArrayList<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private volatile boolean stopped;
  private long published;
  private double seconds;

  /**
   * @param start the newest offset of each feed
   * @param maxBehind the number of updates that each of the readers may be behind
   */
  LoadPublisher(
      CheckContext checkContext,
      DeterministicWorkload workload,
      Map<String, Long> start,
      List<HoppingReader> readers,
      long maxBehind) {
    this.readers = List.copyOf(readers);
    this.maxBehind = maxBehind;
    this.target = checkContext.target();
    this.workload = workload;
    this.rate = checkContext.conditions().rate();
    this.ownFeeds = checkContext.ownFeeds();
    this.offsets.putAll(start);
    ways.add(
        (topic, data) ->
            PublishReceipt.of(target.post("/v1/topics/" + topic, data).must(201).body()));
    if (checkContext.transports().contains(Transport.WEBSOCKET)) {
      TextSocketClient socket = WebSocketReader.connect(target);
      atTheEnd.add(socket::close);
      ways.add((topic, data) -> onSocket(socket, topic, data));
    }
    if (checkContext.transports().contains(Transport.EVENT_BUS)) {
      BridgeCarrier wire = BridgeCarrier.bare(target);
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
        long atRate = (long) ((System.nanoTime() - start) / 1e9 * rate) - published;
        long due = Math.min(atRate, room());
        if (due > 0) {
          one(ways.get(turn % ways.size()));
          batch((int) Math.min(due - 1, MAX_LINES));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } finally {
      seconds = (System.nanoTime() - start) / 1e9;
      atTheEnd.forEach(Runnable::run);
    }
    return published;
  }

  private long room() {
    return maxBehind - readers.stream().mapToLong(HoppingReader::behind).max().orElse(0);
  }

  private void one(BiFunction<String, String, PublishReceipt> way) {
    long number = published;
    keep(number, way.apply(workload.topic(number), workload.data(number)));
  }

  private void batch(int count) {
    if (count <= 0) {
      return;
    }
    long first = published;
    StringBuilder lines = new StringBuilder();
    for (long number = first; number < first + count; number++) {
      lines.append(line(workload.topic(number), workload.data(number))).append('\n');
    }
    HttpAnswer answer =
        target
            .post("/v1/publish", lines.toString(), "Content-Type", "application/x-ndjson")
            .must(200);
    List<String> receipts = answer.body().lines().toList();
    CheckFailed.unlessSame("lines in the answer to a batch", count, receipts.size());
    for (int i = 0; i < count; i++) {
      keep(first + i, PublishReceipt.of(receipts.get(i)));
    }
  }

  private static String line(String topic, String data) {
    return "{\"topic\":\"" + topic + "\",\"data\":" + data + "}";
  }

  private void keep(long number, PublishReceipt receipt) {
    String topic = workload.topic(number);
    String feed = topic.substring(0, topic.indexOf('.'));
    CheckFailed.unlessSame("the topic of a receipt", topic, receipt.topic());
    CheckFailed.unlessSame("seq of " + topic, seqs.getOrDefault(topic, 0L) + 1, receipt.seq());
    long before = offsets.getOrDefault(feed, 0L);
    boolean next = ownFeeds ? receipt.offset() == before + 1 : receipt.offset() > before;
    CheckFailed.unless(
        next, "offset " + receipt.offset() + " was given after " + before + " in " + feed);
    seqs.put(topic, receipt.seq());
    offsets.put(feed, receipt.offset());
    published++;
    readers.forEach(reader -> reader.published(topic));
  }

  private static PublishReceipt onSocket(TextSocketClient socket, String topic, String data) {
    socket.send(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"" + topic + "\",\"data\":" + data + "}");
    return PublishReceipt.of(socket.next("'published'"));
  }

  private PublishReceipt onBus(BridgeCarrier wire, String topic, String data) {
    JsonObject message =
        BridgeClient.message("send", "feedhorn.publish").put("replyAddress", "reply");
    String head = message.encode();
    wire.send(head.substring(0, head.length() - 1) + ",\"body\":" + line(topic, data) + "}");
    Duration patience = target.patience();
    String text = wire.poll(patience);
    CheckFailed.unless(text != null, "no reply to a send within " + patience.toSeconds() + " s");
    return PublishReceipt.of(String.valueOf(JsonMessage.parse(String.valueOf(text)).raw("body")));
  }
}
