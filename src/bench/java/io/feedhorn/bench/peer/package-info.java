/** Peers that are made of Vert.x as it comes. */
@NullMarked
package io.feedhorn.bench.peer;

import org.jspecify.annotations.NullMarked;
