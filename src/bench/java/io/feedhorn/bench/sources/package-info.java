/** A program that kills brokers and a server while sources publish a stream of numbers. */
@NullMarked
package io.feedhorn.bench.sources;

import org.jspecify.annotations.NullMarked;
