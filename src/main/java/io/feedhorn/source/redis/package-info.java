/** A source that reads streams of Redis and Valkey. */
@NullMarked
package io.feedhorn.source.redis;

import org.jspecify.annotations.NullMarked;
