/**
 * Encodes session attributes as JSON or in another format and decodes them without loss,
 * for allowed types only.
 */
@NullMarked
package io.github.redissession.codec;

import org.jspecify.annotations.NullMarked;
