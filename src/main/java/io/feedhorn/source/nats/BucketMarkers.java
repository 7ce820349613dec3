package io.feedhorn.source.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.util.Set;

/** The messages without a value that say that a key of a bucket of NATS has ended. */
final class BucketMarkers {
  /** Written by clients that delete a key. */
  private static final String OPERATION = "KV-Operation";

  private static final Set<String> ENDS = Set.of("DEL", "PURGE");

  /** Written by a server when the last message of a subject is gone. */
  private static final String REASON = "Nats-Marker-Reason";

  private BucketMarkers() {}

  static boolean isMarker(Message message) {
    Headers headers = message.getHeaders();
    if (headers == null) {
      return false;
    }
    String operation = headers.getFirst(OPERATION);
    return (operation != null && ENDS.contains(operation)) || headers.containsKey(REASON);
  }
}
