/**
 * A server under half its load for long, with readers that come, go, hop and stall: whether what it
 * holds stays flat.
 */
@NullMarked
package io.feedhorn.bench.soak;

import org.jspecify.annotations.NullMarked;
