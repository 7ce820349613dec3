/** A program that measures the frames and the main thread of the dashboard with many updates. */
@NullMarked
package io.feedhorn.bench.frames;

import org.jspecify.annotations.NullMarked;
