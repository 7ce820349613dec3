/** The program: settings, the command line, and the order in which things start and stop. */
@NullMarked
package io.feedhorn.app;

import org.jspecify.annotations.NullMarked;
