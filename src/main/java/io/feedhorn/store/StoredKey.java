package io.feedhorn.store;

import io.feedhorn.model.Topic;

/**
 * The idempotency key of a publish, with the position of the update that it became. Immutable.
 *
 * @param micros the timestamp of the update, Unix time in microseconds
 */
public record StoredKey(Topic topic, String key, String epoch, long offset, long seq, long micros)
    implements StoreChange {}
