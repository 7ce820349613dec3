/** The protocols of the peers: the bytes for opening connections, subscribing and publishing. */
@NullMarked
package io.feedhorn.bench.protocol;

import org.jspecify.annotations.NullMarked;
