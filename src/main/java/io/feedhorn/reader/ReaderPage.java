package io.feedhorn.reader;

import java.util.List;

/**
 * A part of a list of readers, sorted by name. Immutable.
 *
 * @param total the number of readers that the query accepts, on all pages
 * @param more true if another page follows
 */
public record ReaderPage(int total, List<ListedReader> readers, boolean more) {
  public ReaderPage {
    readers = List.copyOf(readers);
  }
}
