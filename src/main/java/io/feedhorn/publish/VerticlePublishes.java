package io.feedhorn.publish;

import java.util.List;

/**
 * Publishes of a verticle that are sent to the writer together, in their order. The writer checks
 * their sizes, and the answer has a result for each. Immutable.
 */
record VerticlePublishes(List<PublishCommand> commands) {
  VerticlePublishes {
    commands = List.copyOf(commands);
  }
}
