package io.feedhorn.delta;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.patch.AbstractDelta;
import io.feedhorn.json.JsonTree;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JSON patch (RFC 6902) from one tree of {@link JsonTree} to another, with the operations
 * add, remove and replace. Used once, by one thread. The time and the memory are limited: an array
 * with more than {@value #MAX_EDITS} inserted and removed elements is replaced as a whole, and
 * there is no patch after {@value #MAX_STEPS} steps. Values that nest arrays deeply, or have long
 * names above many members, would otherwise need the square of their size.
 */
final class JsonDiff {
  static final int MAX_EDITS = 200;

  /** A step is the comparison of two values without their elements, of a few nanoseconds. */
  static final int MAX_STEPS = 1_000_000;

  private static final int CHARACTERS_COMPARED_BY_STEP = 64;
  private static final int CHARACTERS_WRITTEN_BY_STEP = 8;

  // An operation without its path and value, approximately.
  private static final int OPERATION_CHARACTERS = 40;

  private final StringBuilder patch = new StringBuilder("[");
  private final StringBuilder path = new StringBuilder();
  private int steps;

  private JsonDiff() {}

  /** Returns the JSON text of the patch; null if it needs too many steps. */
  static @Nullable String patch(Object from, Object to) {
    JsonDiff diff = new JsonDiff();
    try {
      diff.change(from, to);
    } catch (TooManyStepsException tooManySteps) {
      return null;
    }
    return diff.patch.append(']').toString();
  }

  private void count(int more) {
    steps += more;
    if (steps > MAX_STEPS) {
      throw new TooManyStepsException();
    }
  }

  /** Changes the value at the current path. */
  private void change(Object from, Object to) {
    int start = patch.length();
    if (from instanceof Map<?, ?> before && to instanceof Map<?, ?> after) {
      members(before, after);
    } else if (from instanceof List<?> before && to instanceof List<?> after) {
      elements(before, after);
    } else if (!isSame(from, to)) {
      operation("replace", to);
    }
    preferShorter(to, start);
  }

  /** Replaces a value as a whole if that is shorter than the operations that were written. */
  private void preferShorter(Object to, int start) {
    int end = patch.length();
    if (end - start > 2 * (path.length() + OPERATION_CHARACTERS)) {
      operation("replace", to);
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

  private void members(Map<?, ?> from, Map<?, ?> to) {
    for (Object name : from.keySet()) {
      if (!to.containsKey(name)) {
        at(name, this::remove);
      }
    }
    to.forEach(
        (name, value) -> {
          Object before = from.get(name);
          if (before == null) {
            at(name, () -> operation("add", value));
          } else {
            at(name, () -> change(before, value));
          }
        });
  }

  private void elements(List<?> from, List<?> to) {
    try {
      for (AbstractDelta<?> each : edits(from, to)) {
        elements(
            each.getTarget().getPosition(),
            each.getSource().getLines(),
            each.getTarget().getLines());
      }
    } catch (TooManyEditsException tooManyEdits) {
      operation("replace", to);
    }
  }

  private List<AbstractDelta<Object>> edits(List<?> from, List<?> to) {
    return DiffUtils.diff(
            Collections.<Object>unmodifiableList(from),
            Collections.<Object>unmodifiableList(to),
            new MyersDiff<>(this::isSame),
            new EditLimit())
        .getDeltas();
  }

  /** Changes a part of an array; everything before it has been changed already. */
  private void elements(int position, List<?> from, List<?> to) {
    int both = Math.min(from.size(), to.size());
    for (int i = 0; i < both; i++) {
      Object before = from.get(i);
      Object after = to.get(i);
      at(position + i, () -> change(before, after));
    }
    for (int i = both; i < to.size(); i++) {
      Object added = to.get(i);
      at(position + i, () -> operation("add", added));
    }
    for (int i = both; i < from.size(); i++) {
      at(position + both, this::remove);
    }
  }

  private boolean isSame(Object one, Object other) {
    count(1);
    if (one instanceof Map<?, ?> members && other instanceof Map<?, ?> others) {
      return members.size() == others.size()
          && members.entrySet().stream()
              .allMatch(member -> hasSame(others, member.getKey(), member.getValue()));
    }
    if (one instanceof List<?> elements && other instanceof List<?> others) {
      boolean same = elements.size() == others.size();
      for (int i = 0; same && i < elements.size(); i++) {
        same = isSame(elements.get(i), others.get(i));
      }
      return same;
    }
    count(one instanceof String text ? text.length() / CHARACTERS_COMPARED_BY_STEP : 0);
    return one.equals(other);
  }

  private boolean hasSame(Map<?, ?> members, Object name, Object value) {
    Object member = members.get(name);
    return member != null && isSame(value, member);
  }

  /** Runs an action with the path of a member or element of the value at the current path. */
  private void at(Object name, Runnable action) {
    int length = path.length();
    path.append('/').append(name.toString().replace("~", "~0").replace("/", "~1"));
    action.run();
    path.setLength(length);
  }

  private void remove() {
    int start = patch.length();
    begin("remove").append("\"}");
    countWritten(start);
  }

  private void operation(String op, Object value) {
    int start = patch.length();
    begin(op).append("\",\"value\":");
    JsonTree.write(value, patch);
    patch.append('}');
    countWritten(start);
  }

  private void countWritten(int start) {
    count((patch.length() - start) / CHARACTERS_WRITTEN_BY_STEP);
  }

  private StringBuilder begin(String op) {
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

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooManyStepsException() {
      super("too many steps", null, false, false);
    }
  }
}
