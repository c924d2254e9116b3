/**
 * Spring Boot auto-configuration: the wiring, the properties, and what to say when
 * something is configured wrongly.
 */
@NullMarked
package io.github.redissession.autoconfigure;

import org.jspecify.annotations.NullMarked;
