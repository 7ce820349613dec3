package io.feedhorn.app;

/**
 * The value of an environment variable.
 *
 * @param source where it was set: {@code environment}, or the line of {@code .env}
 */
record Variable(String value, String source) {}
