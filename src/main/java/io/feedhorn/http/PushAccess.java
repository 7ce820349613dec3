package io.feedhorn.http;

import io.feedhorn.push.EndpointPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The part of Web Push that clients see. Immutable.
 *
 * @param publicKey the key for {@code PushManager.subscribe}; null if Web Push is off
 * @param policy the endpoints that are accepted
 */
public record PushAccess(@Nullable String publicKey, EndpointPolicy policy) {}
