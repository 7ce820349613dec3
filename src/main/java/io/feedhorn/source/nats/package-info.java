/** A source that reads NATS: subjects of the core, and streams of JetStream. */
@NullMarked
package io.feedhorn.source.nats;

import org.jspecify.annotations.NullMarked;
