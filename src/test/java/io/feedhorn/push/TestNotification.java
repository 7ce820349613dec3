package io.feedhorn.push;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;

/** Notifications of the tests. */
final class TestNotification {
  private TestNotification() {}

  /** Returns a notification of a user. */
  static Update at(long offset) {
    return new Update(
        Topic.parse("notify.u1"),
        "epoch",
        offset,
        offset,
        1,
        offset - 1,
        DeliveryMode.EVERY,
        Buffer.buffer("{\"title\":\"t\"}"));
  }
}
