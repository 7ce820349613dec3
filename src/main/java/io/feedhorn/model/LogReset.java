package io.feedhorn.model;

/**
 * The notice that the log of a feed was replaced. Later updates do not continue the former log.
 * Immutable.
 *
 * @param end the end of the new log when it replaced the former; later updates follow it
 */
public record LogReset(String feed, Position end) {}
