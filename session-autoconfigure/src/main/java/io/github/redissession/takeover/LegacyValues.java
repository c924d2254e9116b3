package io.github.redissession.takeover;

import org.jspecify.annotations.Nullable;

/**
 * The serializer of the other store, and the way from its values to ours.
 */
public interface LegacyValues {

	/**
	 * Reads a time or an interval.
	 * @param value the serialized number
	 * @return the number, {@code null} if the value is not a number in this format
	 */
	@Nullable Long number(byte[] value);

	/**
	 * Turns an attribute into a value of ours.
	 * @param id the id of our session
	 * @param name the name of the attribute
	 * @param value the serialized attribute, not empty
	 * @return the value as our store keeps it, {@code null} if the attribute cannot be
	 * kept, which is reported
	 */
	byte @Nullable [] attribute(String id, String name, byte[] value);

	/**
	 * Serializes a text as a member of a set.
	 */
	byte[] member(String text);

}
