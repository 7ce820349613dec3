package io.feedhorn.delta;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.patch.AbstractDelta;
import io.feedhorn.json.JsonTree;
import java.util.List;
import java.util.Map;

/**
 * Makes the JSON patch (RFC 6902) from one tree of {@link JsonTree} to another, with the operations
 * add, remove and replace. Used once, by one thread. The time is limited: an array with more than
 * {@value #MAX_EDITS} inserted and removed elements is replaced as a whole.
 */
final class JsonDiff {
  static final int MAX_EDITS = 200;

  // An operation without its path and value, approximately.
  private static final int OPERATION_CHARACTERS = 40;

  private final StringBuilder patch = new StringBuilder("[");

  private JsonDiff() {}

  /** Returns the JSON text of the patch. */
  static String patch(Object from, Object to) {
    JsonDiff diff = new JsonDiff();
    diff.change("", from, to);
    return diff.patch.append(']').toString();
  }

  private void change(String path, Object from, Object to) {
    int start = patch.length();
    if (from instanceof Map<?, ?> before && to instanceof Map<?, ?> after) {
      members(path, before, after);
    } else if (from instanceof List<?> before && to instanceof List<?> after) {
      elements(path, before, after);
    } else if (!from.equals(to)) {
      operation("replace", path, to);
    }
    preferShorter(path, to, start);
  }

  /** Replaces a value as a whole if that is shorter than the operations that were written. */
  private void preferShorter(String path, Object to, int start) {
    int end = patch.length();
    if (end - start > 2 * (path.length() + OPERATION_CHARACTERS)) {
      operation("replace", path, to);
      if (patch.length() - end < end - start) {
        patch.delete(start, end);
        if (start == 1) {
          patch.deleteCharAt(start);
        }
      } else {
        patch.setLength(end);
      }
    }
  }

  private void members(String path, Map<?, ?> from, Map<?, ?> to) {
    for (Object name : from.keySet()) {
      if (!to.containsKey(name)) {
        remove(path(path, name));
      }
    }
    to.forEach(
        (name, value) -> {
          Object before = from.get(name);
          if (before == null) {
            operation("add", path(path, name), value);
          } else {
            change(path(path, name), before, value);
          }
        });
  }

  private void elements(String path, List<?> from, List<?> to) {
    try {
      for (AbstractDelta<?> each : DiffUtils.diff(from, to, new EditLimit()).getDeltas()) {
        elements(
            path,
            each.getTarget().getPosition(),
            each.getSource().getLines(),
            each.getTarget().getLines());
      }
    } catch (TooManyEditsException tooManyEdits) {
      operation("replace", path, to);
    }
  }

  /** Changes a part of an array; everything before it has been changed already. */
  private void elements(String path, int position, List<?> from, List<?> to) {
    int both = Math.min(from.size(), to.size());
    for (int i = 0; i < both; i++) {
      change(path + '/' + (position + i), from.get(i), to.get(i));
    }
    for (int i = both; i < to.size(); i++) {
      operation("add", path + '/' + (position + i), to.get(i));
    }
    for (int i = both; i < from.size(); i++) {
      remove(path + '/' + (position + both));
    }
  }

  private static String path(String parent, Object name) {
    return parent + '/' + name.toString().replace("~", "~0").replace("/", "~1");
  }

  private void remove(String path) {
    begin("remove", path).append("\"}");
  }

  private void operation(String op, String path, Object value) {
    begin(op, path).append("\",\"value\":");
    JsonTree.write(value, patch);
    patch.append('}');
  }

  private StringBuilder begin(String op, String path) {
    return patch
        .append(patch.length() == 1 ? "" : ",")
        .append("{\"op\":\"")
        .append(op)
        .append("\",\"path\":\"")
        .append(path);
  }

  /** Ends a comparison of arrays whose time would grow with the square of the differences. */
  private static final class EditLimit implements DiffAlgorithmListener {
    @Override
    public void diffStart() {}

    @Override
    public void diffStep(int edits, int max) {
      if (edits > MAX_EDITS) {
        throw new TooManyEditsException();
      }
    }

    @Override
    public void diffEnd() {}
  }

  private static final class TooManyEditsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooManyEditsException() {
      super("too many edits", null, false, false);
    }
  }
}
