package io.github.redissession.codec;

import java.io.Serializable;

/**
 * What Java serialization writes in place of an object that is not serializable. Its name
 * and its components are part of the storage format.
 *
 * @param bytes the object as JSON
 */
record StoredJson(byte[] bytes) implements Serializable {
}
