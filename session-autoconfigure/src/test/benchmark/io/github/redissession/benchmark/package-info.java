/**
 * Measures the session store and others side by side; {@code docs/performance.md} says
 * how to run it. Compiled in the Maven profile {@code benchmark} only.
 */
@NullMarked
package io.github.redissession.benchmark;

import org.jspecify.annotations.NullMarked;
