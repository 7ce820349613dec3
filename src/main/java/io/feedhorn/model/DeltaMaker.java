package io.feedhorn.model;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes patches between the values of two consecutive updates of a topic (port). A patch is made
 * once for all readers, because it depends on the update alone; a maker is therefore an enum
 * constant.
 */
@FunctionalInterface
public interface DeltaMaker {
  /**
   * Returns the patch from the value of the previous update of the topic to that of an update, as
   * compact JSON; null if there is none. Called on any thread; neither update is a deletion.
   */
  @Nullable Buffer patch(Update previous, Update update);
}
