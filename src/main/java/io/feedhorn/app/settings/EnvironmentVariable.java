package io.feedhorn.app.settings;

/**
 * The value of an environment variable. Immutable.
 *
 * @param source {@code environment}, or the line of {@code .env}
 */
record EnvironmentVariable(String value, String source) {}
