/**
 * Spring Boot auto-configuration: the beans, the properties, and the analysis of bad
 * configurations.
 */
@NullMarked
package io.github.redissession.autoconfigure;

import org.jspecify.annotations.NullMarked;
