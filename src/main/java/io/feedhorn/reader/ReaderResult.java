package io.feedhorn.reader;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.FeedException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link ReaderCommand}. Immutable.
 *
 * @param start the position from which updates are sent, for {@code Open} alone
 * @param status the state of the reader, for {@code Acknowledge} and {@code Find}
 * @param page for {@code ListAll} alone
 * @param refusal null if the command succeeded
 */
record ReaderResult(
    @Nullable Cursor start,
    @Nullable ReaderStatus status,
    @Nullable ReaderPage page,
    @Nullable FeedException refusal) {
  static final ReaderResult DONE = new ReaderResult(null, null, null, null);

  static ReaderResult of(Cursor start) {
    return new ReaderResult(start, null, null, null);
  }

  static ReaderResult of(ReaderStatus status) {
    return new ReaderResult(null, status, null, null);
  }

  static ReaderResult of(ReaderPage page) {
    return new ReaderResult(null, null, page, null);
  }

  static ReaderResult of(FeedException refusal) {
    return new ReaderResult(null, null, null, refusal);
  }
}
