/** How each peer is spoken to: the bytes that open, subscribe and publish. */
@NullMarked
package io.feedhorn.bench.wire;

import org.jspecify.annotations.NullMarked;
