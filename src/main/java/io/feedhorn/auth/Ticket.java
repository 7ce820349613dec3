package io.feedhorn.auth;

/**
 * What is good once, in place of a token.
 *
 * @param text what stands in the query
 * @param expires Unix time in milliseconds
 */
public record Ticket(String text, long expires) {}
