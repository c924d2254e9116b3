/**
 * Metrics and observations with Micrometer.
 */
@NullMarked
package io.github.redissession.metrics;

import org.jspecify.annotations.NullMarked;
