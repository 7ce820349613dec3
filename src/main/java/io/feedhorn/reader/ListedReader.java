package io.feedhorn.reader;

/**
 * A reader in a list for operators. Immutable.
 *
 * @param usedMicros the time of its last use, Unix time in microseconds; may be a little too early
 */
public record ListedReader(ReaderStatus status, long usedMicros) {}
