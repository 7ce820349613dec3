package io.feedhorn.publish;

import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Publishes of one message, some of which may be refused by a check before they are appended. */
final class CheckedPublishes {
  private CheckedPublishes() {}

  /**
   * Appends those that a check accepts. The future has a result for each, in their order.
   *
   * @param check throws a {@link FeedException} for what is refused
   * @param append appends at least one; its future has a result for each
   */
  static Future<List<PublishResult>> append(
      List<PublishCommand> commands,
      Consumer<PublishCommand> check,
      Function<List<PublishCommand>, Future<List<PublishResult>>> append) {
    PublishResult[] results = new PublishResult[commands.size()];
    List<PublishCommand> accepted = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      try {
        check.accept(commands.get(i));
        accepted.add(commands.get(i));
      } catch (FeedException refusal) {
        results[i] = PublishResult.failed(refusal);
      }
    }
    if (accepted.isEmpty()) {
      return Future.succeededFuture(Arrays.asList(results));
    }
    return append
        .apply(accepted)
        .map(
            appended -> {
              Iterator<PublishResult> next = appended.iterator();
              for (int i = 0; i < results.length; i++) {
                results[i] = results[i] == null ? next.next() : results[i];
              }
              return Arrays.asList(results);
            });
  }
}
