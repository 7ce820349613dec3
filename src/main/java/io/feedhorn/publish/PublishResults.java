package io.feedhorn.publish;

import java.util.List;

/** The results of {@link PublishCommands}, in their order. Immutable. */
record PublishResults(List<PublishResult> results) {
  PublishResults {
    results = List.copyOf(results);
  }
}
