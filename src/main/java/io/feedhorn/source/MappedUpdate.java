package io.feedhorn.source;

import org.jspecify.annotations.Nullable;

/**
 * An update to be published. Immutable.
 *
 * @param key the idempotency key; null if a repetition is a new update
 * @param timeMillis the time of the item in Unix milliseconds; null if the mapping has none
 */
public record MappedUpdate(
    String topic, @Nullable Object data, @Nullable String key, @Nullable Long timeMillis) {}
