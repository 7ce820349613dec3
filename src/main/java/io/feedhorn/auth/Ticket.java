package io.feedhorn.auth;

/**
 * A one-time replacement of a token.
 *
 * @param text the value of the query parameter {@code ticket}
 * @param expires Unix time in milliseconds
 */
public record Ticket(String text, long expires) {}
