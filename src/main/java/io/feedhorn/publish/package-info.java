/**
 * The one path in: everything that is published, from inside or outside, ends at a feed's writer.
 */
@NullMarked
package io.feedhorn.publish;

import org.jspecify.annotations.NullMarked;
