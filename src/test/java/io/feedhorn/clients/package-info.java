/**
 * Other people's client libraries against a real server: the programs of {@code docs/clients.md},
 * cut out of the page and run.
 */
@NullMarked
package io.feedhorn.clients;

import org.jspecify.annotations.NullMarked;
