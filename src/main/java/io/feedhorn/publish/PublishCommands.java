package io.feedhorn.publish;

import java.util.List;

/**
 * Publishes that are sent to the writer together, in their order. The answer has a result for each.
 * Immutable.
 */
record PublishCommands(List<PublishCommand> commands) {
  PublishCommands {
    commands = List.copyOf(commands);
  }
}
