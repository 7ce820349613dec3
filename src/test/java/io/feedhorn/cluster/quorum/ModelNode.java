package io.feedhorn.cluster.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.cluster.replica.FeedReplica;
import io.feedhorn.cluster.replica.FeedReplicas;
import io.feedhorn.cluster.replica.LogEntry;
import io.feedhorn.cluster.replica.ReplicaLog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedRegistry;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.FakeClock;
import io.feedhorn.model.LogReset;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a {@link QuorumModel}: its disk, and the state that its process has in memory. */
final class ModelNode implements ReplicaLog.Listener {
  private final QuorumModel model;
  final int index;
  final ModelStore store = new ModelStore();
  int incarnation;
  boolean up;
  FeedReplica replica;
  VoterLog voter;
  QuorumOwner owner;
  @Nullable CommittedHead head;
  boolean busy;
  boolean trusted;

  ModelNode(QuorumModel model, int index) {
    this.model = model;
    this.index = index;
    start();
  }

  void start() {
    up = true;
    incarnation++;
    head = null;
    busy = false;
    FeedOptions options =
        new FeedOptions(
            DeliveryMode.EVERY, model.history, Duration.ofDays(1), "no-cache", /* durable= */ true);
    FeedRegistry feeds =
        FeedRegistry.shared(
            new FeedsOptions(options, Map.of()), new FakeClock(), "e" + model.random.nextInt(9));
    QuorumLoader loader = new QuorumLoader(feeds, "feedhorn");
    store.disk().load(loader);
    QuorumState state = loader.finish();
    state.cleanup().forEach(store::write);
    replica = new FeedReplicas(feeds, this).get(QuorumModel.FEED);
    QuorumState.LoadedFeed loaded = state.feeds().get(QuorumModel.FEED);
    if (loaded != null) {
      replica.log().load(loaded.log(), loaded.recent());
      replica.log().log().retained().forEach(this::onUpdate);
    }
    voter =
        new VoterLog(
            replica,
            store,
            loaded == null ? null : loaded.replica(),
            loaded == null ? null : loaded.accepted(),
            () -> trusted);
    owner =
        new QuorumOwner(
            replica,
            new ModelPeers(model, this),
            // Clocks differ, and are set back.
            () -> Math.max(1, model.now + model.random.nextInt(2_000) - 1_000),
            () -> model.now * 1_000_000,
            model.random);
  }

  @Override
  public String toString() {
    return "n%d up=%s whole=%s busy=%s head=%s disk=%s end=%s"
        .formatted(index, up, voter.isWhole(), busy, head, store.isBusy(), voter.end().result());
  }

  void crash(int forced) {
    up = false;
    incarnation++;
    store.crash(forced);
  }

  @Override
  public void onUpdates(List<Update> updates) {
    updates.forEach(this::onUpdate);
  }

  void onUpdate(Update update) {
    String payload = update.data().toString();
    assertThat(model.applied.computeIfAbsent(update.offset(), offset -> payload))
        .as("the update at offset %d", update.offset())
        .isEqualTo(payload);
    model.epoch = model.epoch == null ? update.epoch() : model.epoch;
    assertThat(update.epoch()).isEqualTo(model.epoch);
  }

  @Override
  public void onReset(LogReset reset) {}

  void check() {
    voter.check(model.now * 1_000_000);
    if (head != null && !owner.check()) {
      head = null;
    }
  }

  void act() {
    if (busy) {
      return;
    }
    busy = true;
    int current = incarnation;
    if (head == null) {
      owner
          .recover()
          .onComplete(
              recovered -> {
                if (incarnation == current) {
                  head = recovered.result();
                  busy = false;
                }
              });
    } else {
      publish(head.term(), current);
    }
  }

  private void publish(long term, int current) {
    List<LogEntry> entries = new ArrayList<>();
    ReplicaLog log = replica.log();
    int count = 1 + model.random.nextInt(3);
    Map<String, Long> previous = new HashMap<>();
    for (int i = 1; i <= count; i++) {
      String topic = "f.t" + model.random.nextInt(2);
      Update newest = log.log().newest(topic);
      long before = previous.getOrDefault(topic, newest == null ? 0 : newest.offset());
      long offset = log.offset() + i;
      previous.put(topic, offset);
      entries.add(
          new LogEntry(
              Topic.parse(topic),
              offset,
              offset,
              before,
              model.now,
              Buffer.buffer("" + ++model.lastPayload),
              model.random.nextInt(3) == 0 ? "k" + model.random.nextInt(4) : null,
              index,
              model.lastPayload,
              i));
    }
    Batch batch = Batch.of(QuorumModel.FEED, log.epoch(), term, entries);
    owner
        .commit(batch, 0, List.of())
        .onComplete(
            done -> {
              if (incarnation != current) {
                return;
              }
              busy = false;
              if (done.failed()) {
                head = null;
                return;
              }
              log.apply(batch);
              entries.forEach(entry -> model.answered.put(entry.offset(), entry.data().toString()));
              new ModelPeers(model, this).push(batch);
            });
  }
}
