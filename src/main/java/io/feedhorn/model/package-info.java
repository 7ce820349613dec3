/**
 * The vocabulary: topics, patterns, cursors, updates and refusals. Immutable values, safe on any
 * thread.
 */
@NullMarked
package io.feedhorn.model;

import org.jspecify.annotations.NullMarked;
