/**
 * A soak: a server under moderate load for a long time, with readers that connect, disconnect and
 * are slow. Its resources must not grow.
 */
@NullMarked
package io.feedhorn.bench.soak;

import org.jspecify.annotations.NullMarked;
