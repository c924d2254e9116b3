/**
 * Metrics and observations by Micrometer.
 */
@NullMarked
package io.github.redissession.metrics;

import org.jspecify.annotations.NullMarked;
