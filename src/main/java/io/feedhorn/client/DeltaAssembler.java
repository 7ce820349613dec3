package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.feedhorn.json.JsonPatch;
import io.feedhorn.json.JsonTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the deltas of one connection by complete updates. Used by one thread. It keeps the value
 * of each topic. The {@code seq} proves that a delta fits; a connection on which one does not fit
 * must be closed and resumed from its cursor, which begins with complete values.
 */
final class DeltaAssembler {
  // The beginning of the head of an update, in which no published text can be.
  private static final String BASE = ",\"base\":";
  private static final String DATA = ",\"data\":";

  private final Map<String, Value> values = new HashMap<>();

  /** The value of a topic; changed by the next delta. */
  private record Value(long seq, Object tree) {}

  /**
   * Parses an update object, and replaces its patch by the value.
   *
   * @param address the topic or pattern under which it came, if each has updates of its own; else
   *     empty
   * @throws ProtocolViolationException if it is not an update, or a delta that does not fit
   */
  ReceivedUpdate receive(String address, String text) {
    int base = text.indexOf(BASE);
    int data = text.indexOf(DATA);
    boolean isDelta = base >= 0 && (data < 0 || base < data);
    ReceivedUpdate update = isDelta ? complete(address, text) : ReceivedUpdate.of(text);
    if (!isDelta) {
      store(key(address, update.topic()), update);
    }
    return update;
  }

  private static String key(String address, String topic) {
    return address + ' ' + topic;
  }

  private void store(String key, ReceivedUpdate update) {
    Object tree = update.isDeletion() ? null : JsonTree.parse(update.data());
    if (tree == null) {
      values.remove(key);
    } else {
      values.put(key, new Value(update.seq(), tree));
    }
  }

  private ReceivedUpdate complete(String address, String text) {
    JsonMessage fields = ProtocolViolationException.parse(text);
    String topic = String.valueOf(fields.optionalString("topic"));
    String key = key(address, topic);
    Value value = values.remove(key);
    String base = String.valueOf(fields.raw("base"));
    ProtocolViolationException.requireEqual(
        "the base of a delta of " + topic,
        value == null ? "no value" : Long.toString(value.seq()),
        base);
    StringBuilder data = new StringBuilder();
    Object tree = patched(value, String.valueOf(fields.raw("patch")));
    JsonTree.write(tree, data);
    ReceivedUpdate update =
        ReceivedUpdate.of(text.substring(0, text.indexOf(BASE)) + DATA + data + '}');
    values.put(key, new Value(update.seq(), tree));
    return update;
  }

  private static Object patched(@Nullable Value value, String patch) {
    try {
      if (value != null) {
        return JsonPatch.apply(value.tree(), patch);
      }
      throw new ProtocolViolationException("a delta without a base");
    } catch (IllegalArgumentException doesNotFit) {
      throw new ProtocolViolationException(doesNotFit.getMessage() + " " + Excerpt.of(patch));
    }
  }
}
