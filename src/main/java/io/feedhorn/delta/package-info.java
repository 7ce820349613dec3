/** Deltas: the patch from one value of a topic to the next one. */
@NullMarked
package io.feedhorn.delta;

import org.jspecify.annotations.NullMarked;
