package io.feedhorn.cluster;

import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Append;
import io.feedhorn.publish.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch in the making: gives offsets after those of a mirror, and knows what was given before.
 * Not thread-safe: owned by the writer's event loop.
 */
final class Draft {
  private final Mirror mirror;
  private final long micros;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> newest = new HashMap<>();
  private final Map<String, Receipt> keys = new HashMap<>();
  private final IdentityHashMap<Parcel, List<Answer>> answers = new IdentityHashMap<>();
  private int bytes;
  private int newTopics;

  Draft(Mirror mirror, long micros) {
    this.mirror = mirror;
    this.micros = mirror.log().notBeforeNewest(micros);
  }

  int size() {
    return entries.size();
  }

  int bytes() {
    return bytes;
  }

  /** Orders a parcel; false where a later one of its source was ordered already. */
  boolean take(Parcel parcel) {
    Parcels.Last last = mirror.parcels().last(parcel.source());
    if (last != null && last.parcel() > parcel.number()) {
      return false;
    }
    boolean again = last != null && last.parcel() == parcel.number();
    List<Answer> all = new ArrayList<>(parcel.appends().size());
    for (int i = 0; i < parcel.appends().size(); i++) {
      Receipt before = again && last != null ? last.receipts().get(i) : null;
      all.add(before == null ? answer(parcel, i) : new Answer(before, null));
    }
    answers.put(parcel, all);
    return true;
  }

  private Answer answer(Parcel parcel, int index) {
    Append append = parcel.appends().get(index);
    try {
      Receipt earlier = earlier(append);
      return new Answer(earlier == null ? place(append, parcel, index) : earlier, null);
    } catch (Refusal refusal) {
      return new Answer(null, refusal);
    }
  }

  private @Nullable Receipt earlier(Append append) {
    String key = append.idempotencyKey();
    if (key == null) {
      return null;
    }
    Receipt here = keys.get(append.topic().name() + ' ' + key);
    return here != null ? here : mirror.keys().earlier(append.topic(), key);
  }

  private Receipt place(Append append, Parcel parcel, int index) {
    Topic topic = append.topic();
    Entry before = newest.get(topic.name());
    Update kept = before == null ? mirror.log().snapshot(topic.name()) : null;
    if (before == null && kept == null) {
      mirror.log().requireRoom(topic, newTopics++);
    }
    long seq = before != null ? before.seq() : kept != null ? kept.seq() : 0;
    long previous = before != null ? before.offset() : kept != null ? kept.offset() : 0;
    Entry entry =
        new Entry(
            topic,
            mirror.offset() + entries.size() + 1,
            seq + 1,
            previous,
            micros,
            append.data(),
            append.idempotencyKey(),
            parcel.source(),
            parcel.number(),
            index);
    entries.add(entry);
    newest.put(topic.name(), entry);
    bytes += append.data().length() + topic.name().length();
    Receipt receipt = entry.receipt(mirror.epoch());
    if (append.idempotencyKey() != null) {
      keys.put(topic.name() + ' ' + append.idempotencyKey(), receipt);
    }
    return receipt;
  }

  Batch batch(String feed, long tag) {
    return Batch.of(feed, mirror.epoch(), tag, entries);
  }

  /** What the appends of a parcel that was taken are answered, in their order. */
  List<Answer> answers(Parcel parcel) {
    return answers.getOrDefault(parcel, List.of());
  }
}
