package io.feedhorn.model;

/**
 * How far a reader is in one feed.
 *
 * @param epoch the feed's epoch
 * @param offset the newest offset the reader has seen; 0 before the first
 */
public record Position(String epoch, long offset) {}
