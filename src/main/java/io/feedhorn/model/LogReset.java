package io.feedhorn.model;

/**
 * Says that a feed's log was put in the place of another: what comes next does not follow what came
 * before. Immutable.
 *
 * @param feed the feed
 * @param end where the new log ended when it was put in place; what is newer follows it
 */
public record LogReset(String feed, Position end) {}
