package io.feedhorn.delta;

import io.feedhorn.json.JsonPatch;
import io.feedhorn.json.JsonTree;
import io.feedhorn.model.DeltaMaker;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes deltas of updates: a JSON patch in place of the value, where that is smaller. Stateless,
 * safe on any thread.
 */
public enum PatchMaker implements DeltaMaker {
  /** The only instance. */
  JSON_PATCH;

  /** The maximum size of a value, so that an event loop is not kept for long. */
  static final int MAX_VALUE_BYTES = 256 * 1024;

  // A patch of one operation with a short path, and its base.
  private static final int MIN_PATCH_BYTES = 50;

  @Override
  public @Nullable Buffer patch(Update base, Update update) {
    Buffer from = base.data();
    Buffer to = update.data();
    if (to.length() <= MIN_PATCH_BYTES
        || to.length() > MAX_VALUE_BYTES
        || from.length() > MAX_VALUE_BYTES) {
      return null;
    }
    Object before = JsonTree.parse(from.toString());
    Object after = JsonTree.parse(to.toString());
    if (before == null || after == null) {
      return null;
    }
    String patch = JsonDiff.patch(before, after);
    return patch != null && patch.length() < to.length() && isCorrect(before, patch, after)
        ? Buffer.buffer(patch)
        : null;
  }

  /** Applies the patch as clients do: a wrong one would make all later deltas wrong. */
  private static boolean isCorrect(Object before, String patch, Object after) {
    try {
      return JsonPatch.apply(before, patch).equals(after);
    } catch (IllegalArgumentException doesNotFit) {
      return false;
    }
  }
}
