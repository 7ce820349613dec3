/** The protocols of the peers: the bytes that open a connection, subscribe and publish. */
@NullMarked
package io.feedhorn.bench.protocol;

import org.jspecify.annotations.NullMarked;
