/** The server, embedded or as a process: the order in which its parts start and stop. */
@NullMarked
package io.feedhorn.app;

import org.jspecify.annotations.NullMarked;
