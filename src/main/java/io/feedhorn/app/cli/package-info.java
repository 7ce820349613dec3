/** The command line: serve, token, recover, conform, compare, health. */
@NullMarked
package io.feedhorn.app.cli;

import org.jspecify.annotations.NullMarked;
