package io.github.redissession.codec;

import org.jspecify.annotations.Nullable;

/**
 * One kind of value that an application may want to store.
 *
 * @param group the heading under which it is listed
 * @param label how it is written in Java
 * @param value a value of the kind
 * @param expected what it must come back as, which is equal to it
 * @param advised the value that a refusal advises to store instead, {@code null} if the
 * kind is not refused or the advice is an entry of the configuration
 */
record ValueKind(String group, String label, Object value, Object expected, @Nullable Object advised) {
}
