/**
 * The data types of feeds: topics, patterns, cursors, updates and refusals. Immutable and safe on
 * any thread; an update also contains a cache.
 */
@NullMarked
package io.feedhorn.model;

import org.jspecify.annotations.NullMarked;
