/** Peers that consist of Vert.x alone. */
@NullMarked
package io.feedhorn.bench.peer;

import org.jspecify.annotations.NullMarked;
