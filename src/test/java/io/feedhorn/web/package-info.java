/** What people see: the pages in a real browser, served by a node in this JVM. */
@NullMarked
package io.feedhorn.web;

import org.jspecify.annotations.NullMarked;
