package io.feedhorn.source;

/**
 * The value of a variable that is not text. An expression that uses it fails; it does not matter to
 * others.
 *
 * @param reason the reason, with the name of what is not text
 */
public record UnreadableText(String reason) {}
