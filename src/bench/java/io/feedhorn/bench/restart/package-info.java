/**
 * A planned restart with thousands of readers: the time until all have reconnected, lost updates,
 * and the load of the server meanwhile.
 */
@NullMarked
package io.feedhorn.bench.restart;

import org.jspecify.annotations.NullMarked;
