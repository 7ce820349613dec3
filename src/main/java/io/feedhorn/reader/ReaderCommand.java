package io.feedhorn.reader;

import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import java.util.List;

/** A command of a transport to the {@link ReaderService}, passed by reference. Immutable. */
sealed interface ReaderCommand {
  /** Creates the reader if it does not exist, and adds patterns to it. */
  record Open(ReaderName name, List<TopicPattern> patterns) implements ReaderCommand {}

  /**
   * Moves the cursor forward, and acknowledges updates after it one by one; creates the reader if
   * it does not exist.
   */
  record Acknowledge(ReaderName name, Acknowledgement move) implements ReaderCommand {}

  /** Asks for the cursor and the unread updates. */
  record Find(ReaderName name) implements ReaderCommand {}

  /** Asks for a list of readers. */
  record ListAll(ReaderQuery query) implements ReaderCommand {}

  /** Removes the reader. */
  record Remove(ReaderName name) implements ReaderCommand {}
}
