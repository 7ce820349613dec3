/**
 * The load process. It contains all subscribers and the publisher, so that due time and time of
 * arrival use the same clock. Its commands are lines of standard input.
 */
@NullMarked
package io.feedhorn.bench.load;

import org.jspecify.annotations.NullMarked;
