package io.feedhorn.app.settings;

/**
 * The value of an environment variable.
 *
 * @param source where it was set: {@code environment}, or the line of {@code .env}
 */
record EnvironmentVariable(String value, String source) {}
