package io.feedhorn.hub;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;

/** Creates updates of one feed, with consecutive offsets. */
final class TestUpdates {
  private long offset;

  Update next(String topic) {
    offset++;
    return new Update(
        Topic.parse(topic), "k3f9", offset, offset, 0, 0, DeliveryMode.LATEST, Buffer.buffer("1"));
  }
}
