package io.feedhorn.alerts;

import io.feedhorn.model.Update;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/** The values of updates, decoded. */
final class UpdateData {
  private UpdateData() {}

  /**
   * Returns a value, {@link AlertRule#NULL} for null; null for a deletion, and for what is too long
   * or too deep to be decoded.
   */
  static @Nullable Object of(Update update) {
    try {
      return update.isDeletion() ? null : AlertRule.orNull(Json.decodeValue(update.data()));
    } catch (DecodeException beyondLimits) {
      return null;
    }
  }
}
