package io.feedhorn.conform;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.PublishReceipt;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.Transport;
import io.feedhorn.client.WebSocketReader;
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
 * Publishes a workload at a rate, over every transport in turn, one request at a time. It waits for
 * readers that are behind: a connection that is cut again and again delivers only a few bytes,
 * however fast the server is. Runs on a thread of its own until it is stopped; its figures are
 * valid after that.
 */
final class LoadPublisher implements Callable<Long> {
  private static final int MAX_BATCH_LINES = 1_000;
  private static final long PAUSE_MILLIS = 4;

  private final FeedhornClient client;
  private final DeterministicWorkload workload;
  private final int rate;
  private final boolean ownFeeds;
  private final List<HoppingReader> readers;
  private final long maxBehind;
  private final List<BiFunction<String, String, PublishReceipt>> publishers = new ArrayList<>();
  private final List<AutoCloseable> connections = new ArrayList<>();
  private final Map<String, Long> seqs = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private volatile boolean stopped;
  private long published;
  private double seconds;

  /**
   * @param startOffsets the newest offset of each feed
   * @param maxBehind the number of updates that each reader may be behind
   */
  LoadPublisher(
      CheckContext context,
      DeterministicWorkload workload,
      Map<String, Long> startOffsets,
      List<HoppingReader> readers,
      long maxBehind) {
    this.readers = List.copyOf(readers);
    this.maxBehind = maxBehind;
    this.client = context.client();
    this.workload = workload;
    this.rate = context.options().rate();
    this.ownFeeds = context.ownFeeds();
    this.offsets.putAll(startOffsets);
    publishers.add(client::publish);
    if (context.transports().contains(Transport.WEBSOCKET)) {
      TextSocketClient socket = WebSocketReader.connect(client);
      connections.add(socket);
      publishers.add((topic, data) -> publish(socket, topic, data));
    }
    if (context.transports().contains(Transport.EVENT_BUS)) {
      BridgeCarrier carrier = BridgeCarrier.webSocket(client);
      connections.add(carrier);
      publishers.add((topic, data) -> publish(carrier, topic, data));
    }
  }

  /** Stops after the current request. */
  void stop() {
    stopped = true;
  }

  /** Returns the newest seq of each topic. */
  Map<String, Long> seqs() {
    return seqs;
  }

  long published() {
    return published;
  }

  /** Returns the measured rate, in updates per second. */
  double measuredRate() {
    return published / Math.max(seconds, 1e-3);
  }

  @Override
  public Long call() throws Exception {
    long start = System.nanoTime();
    try {
      for (int round = 0; !stopped; round++) {
        long dueAtRate = (long) ((System.nanoTime() - start) / 1e9 * rate) - published;
        long due = Math.min(dueAtRate, permitted());
        if (due > 0) {
          publishOne(publishers.get(round % publishers.size()));
          publishBatch((int) Math.min(due - 1, MAX_BATCH_LINES));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } finally {
      seconds = (System.nanoTime() - start) / 1e9;
      for (AutoCloseable connection : connections) {
        connection.close();
      }
    }
    return published;
  }

  private long permitted() {
    return maxBehind - readers.stream().mapToLong(HoppingReader::behind).max().orElse(0);
  }

  private void publishOne(BiFunction<String, String, PublishReceipt> publisher) {
    long number = published;
    record(number, publisher.apply(workload.topic(number), workload.data(number)));
  }

  private void publishBatch(int count) {
    if (count <= 0) {
      return;
    }
    long first = published;
    StringBuilder lines = new StringBuilder();
    for (long number = first; number < first + count; number++) {
      lines.append(line(workload.topic(number), workload.data(number))).append('\n');
    }
    List<String> receipts =
        client
            .post("/v1/publish", lines.toString(), "Content-Type", "application/x-ndjson")
            .requireStatus(200)
            .body()
            .lines()
            .toList();
    CheckFailed.requireEqual("lines in the response to a batch", count, receipts.size());
    for (int i = 0; i < count; i++) {
      record(first + i, PublishReceipt.of(receipts.get(i)));
    }
  }

  private static String line(String topic, String data) {
    return "{\"topic\":\"" + topic + "\",\"data\":" + data + "}";
  }

  private void record(long number, PublishReceipt receipt) {
    String topic = workload.topic(number);
    String feed = topic.substring(0, topic.indexOf('.'));
    CheckFailed.requireEqual("the topic of a receipt", topic, receipt.topic());
    CheckFailed.requireEqual("seq of " + topic, seqs.getOrDefault(topic, 0L) + 1, receipt.seq());
    long previous = offsets.getOrDefault(feed, 0L);
    boolean isNext = ownFeeds ? receipt.offset() == previous + 1 : receipt.offset() > previous;
    CheckFailed.require(
        isNext, "offset " + receipt.offset() + " was assigned after " + previous + " in " + feed);
    seqs.put(topic, receipt.seq());
    offsets.put(feed, receipt.offset());
    published++;
    readers.forEach(reader -> reader.published(topic));
  }

  private static PublishReceipt publish(TextSocketClient socket, String topic, String data) {
    socket.send(
        "{\"type\":\"publish\",\"id\":1,\"topic\":\"" + topic + "\",\"data\":" + data + "}");
    return PublishReceipt.of(socket.receive("'published'"));
  }

  private PublishReceipt publish(BridgeCarrier carrier, String topic, String data) {
    JsonObject message =
        BridgeReader.message("send", "feedhorn.publish").put("replyAddress", "reply");
    String head = message.encode();
    carrier.send(head.substring(0, head.length() - 1) + ",\"body\":" + line(topic, data) + "}");
    Duration timeout = client.timeout();
    String text = carrier.poll(timeout);
    CheckFailed.require(text != null, "no reply to a send within " + timeout.toSeconds() + " s");
    return PublishReceipt.of(String.valueOf(JsonMessage.parse(String.valueOf(text)).raw("body")));
  }
}
