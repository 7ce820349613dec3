/** Metrics and health. */
@NullMarked
package io.feedhorn.ops;

import org.jspecify.annotations.NullMarked;
