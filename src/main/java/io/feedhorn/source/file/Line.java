package io.feedhorn.source.file;

import org.jspecify.annotations.Nullable;

/**
 * One line of a file. Immutable.
 *
 * @param text the text without its line break
 * @param position the position of the line; null if it has none
 * @param next the position after the line; null if it has none
 * @param first true for the first line of a file
 * @param tooLong true if the text is cut because the line is too long
 */
record Line(
    String text,
    @Nullable String position,
    @Nullable String next,
    boolean first,
    boolean tooLong) {}
