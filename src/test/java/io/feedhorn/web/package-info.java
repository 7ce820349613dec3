/** Tests of the pages in a real browser, with a server in this JVM. */
@NullMarked
package io.feedhorn.web;

import org.jspecify.annotations.NullMarked;
