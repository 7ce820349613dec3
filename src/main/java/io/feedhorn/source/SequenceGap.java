package io.feedhorn.source;

/**
 * A gap in the numbers of messages. Immutable.
 *
 * @param sequence the name of the sequence; empty if there is only one
 */
public record SequenceGap(String sequence, String reason) {}
