/**
 * Chaos: two nodes of an application on a cluster, users with cookies, and one fault
 * after the other. Run by hand with {@code .ci/chaos}, not by the build.
 */
@NullMarked
package io.github.redissession.chaos;

import org.jspecify.annotations.NullMarked;
