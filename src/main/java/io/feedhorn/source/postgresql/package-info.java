/** A source that reads an outbox table of PostgreSQL. */
@NullMarked
package io.feedhorn.source.postgresql;

import org.jspecify.annotations.NullMarked;
