/**
 * The load: one process that holds every subscriber and the publisher, so that due time and time of
 * arrival are of one clock. It takes commands on standard input, one a line, and answers each with
 * one line.
 */
@NullMarked
package io.feedhorn.bench.load;

import org.jspecify.annotations.NullMarked;
