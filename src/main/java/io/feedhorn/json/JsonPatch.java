package io.feedhorn.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies JSON patches (RFC 6902) to trees of {@link JsonTree}, with the operations that deltas
 * have: add, remove and replace.
 */
public final class JsonPatch {
  private JsonPatch() {}

  /**
   * Returns a tree after a patch. The tree is changed.
   *
   * @param patch the JSON text of the patch, without white space
   * @throws IllegalArgumentException if the patch does not fit the tree; the tree may be changed by
   *     its first operations then
   */
  public static Object apply(Object tree, String patch) {
    if (!(JsonTree.parse(patch) instanceof List<?> operations)) {
      throw new IllegalArgumentException("A JSON patch is an array.");
    }
    Object result = tree;
    for (Object each : operations) {
      if (!(each instanceof Map<?, ?> operation)) {
        throw new IllegalArgumentException("An operation of a JSON patch is an object.");
      }
      result = apply(result, operation);
    }
    return result;
  }

  private static Object apply(Object tree, Map<?, ?> operation) {
    String path = unquoted(operation.get("path"));
    String op = unquoted(operation.get("op"));
    Object value = operation.get("value");
    if (value == null && !op.equals("remove")) {
      throw new IllegalArgumentException("The operation '" + op + "' has no value.");
    }
    if (path.isEmpty() && value != null) {
      return value;
    }
    String[] steps = path.split("/", -1);
    Object parent = tree;
    for (int i = 1; i < steps.length - 1; i++) {
      parent = child(parent, name(steps[i]));
    }
    change(parent, name(steps[steps.length - 1]), op, value);
    return tree;
  }

  @SuppressWarnings("unchecked") // trees have no other maps and lists
  private static void change(Object parent, String name, String op, @Nullable Object value) {
    boolean adds = op.equals("add");
    if (!adds) {
      child(parent, name);
    }
    if (parent instanceof Map<?, ?> members) {
      if (value == null) {
        members.remove(name);
      } else {
        ((Map<String, Object>) members).put(name, value);
      }
    } else if (parent instanceof List<?> elements) {
      int index = index(name, adds ? elements.size() : elements.size() - 1);
      if (value == null) {
        elements.remove(index);
      } else if (adds) {
        ((List<Object>) elements).add(index, value);
      } else {
        ((List<Object>) elements).set(index, value);
      }
    } else {
      throw new IllegalArgumentException("'" + name + "' is not in an object or array.");
    }
  }

  private static Object child(Object parent, String name) {
    Object child =
        parent instanceof Map<?, ?> members
            ? members.get(name)
            : parent instanceof List<?> elements
                ? elements.get(index(name, elements.size() - 1))
                : null;
    if (child == null) {
      throw new IllegalArgumentException("'" + name + "' is missing in the value to be patched.");
    }
    return child;
  }

  private static int index(String name, int max) {
    int index = Integer.parseInt(name);
    if (index < 0 || index > max) {
      throw new IllegalArgumentException("The index " + index + " is not in 0 to " + max + ".");
    }
    return index;
  }

  private static String name(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  private static String unquoted(@Nullable Object text) {
    if (!(text instanceof String string) || !string.startsWith("\"")) {
      throw new IllegalArgumentException("'op' and 'path' of an operation are strings.");
    }
    return string.substring(1, string.length() - 1);
  }
}
