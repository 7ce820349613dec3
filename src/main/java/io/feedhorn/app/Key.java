package io.feedhorn.app;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings.
 *
 * @param path the key, {@code http.port}; {@code NAME} in it stands for a feed's name
 * @param fallback what holds where nothing is given; null for nothing
 * @param unset how the fallback is said where it is no value one could write; null where it is
 * @param meaning what it does, in a few words
 * @param lacking what this version does not have, and which any other value would need; null where
 *     every value of the kind is good
 */
record Key<T>(
    String path,
    Kind<T> kind,
    @Nullable T fallback,
    @Nullable String unset,
    String meaning,
    @Nullable String lacking) {

  static <T> Key<T> of(String path, Kind<T> kind, T fallback, String meaning) {
    return new Key<>(path, kind, fallback, null, meaning, null);
  }

  /** A key that may also stand there with nothing after it. */
  static <T> Key<T> unset(
      String path, Kind<T> kind, @Nullable T fallback, String unset, String meaning) {
    return new Key<>(path, kind, fallback, unset, meaning, null);
  }

  /** This key, known but good at its default only. */
  Key<T> lacking(String what) {
    return new Key<>(path, kind, fallback, unset, meaning, what);
  }

  /** {@code http}. */
  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /** The path within its section, {@code event-loops}; that of a feed's key within the feed. */
  String name() {
    String below = FeedKeys.feed(path) == null ? section() : "feeds.NAME";
    return path.substring(below.length() + 1);
  }

  /** The default as documentation says it. */
  String usual() {
    return unset != null ? unset : kind.show(Objects.requireNonNull(fallback));
  }

  /** What holds when this was given, or nothing; null for nothing. */
  @Nullable T value(@Nullable Given given) {
    T read = given == null || isUnset(given) ? null : read(given);
    return read != null ? read : fallback;
  }

  /** What is wrong with a value; null where it is good. */
  @Nullable String objection(Given given) {
    if (isUnset(given)) {
      return null;
    }
    T read = read(given);
    if (lacking != null && (read == null || !read.equals(fallback))) {
      return "this version has no " + lacking + ": must be " + usual();
    }
    return read == null ? "must be " + kind.allowed() : null;
  }

  private boolean isUnset(Given given) {
    return unset != null && (given.value() == null || given.value().toString().isEmpty());
  }

  private @Nullable T read(Given given) {
    return given.value() == null ? null : kind.read(given.value());
  }
}
