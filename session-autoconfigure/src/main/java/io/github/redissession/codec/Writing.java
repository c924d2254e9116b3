package io.github.redissession.codec;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;

/**
 * One run of the serializers over a value: the classes that it meets, and what becomes of
 * each object.
 *
 * @param types the classes of the values written so far
 * @param visit decides for each bean and container whether its content is written
 */
record Writing(Set<Class<?>> types, Visit visit) {

	/** The attribute of a serialization that holds the run. */
	static final Object KEY = Writing.class.getName();

	/** Writes every object as often as it occurs. */
	static final Visit IN_FULL = (value, gen) -> true;

	static Writing with(Visit visit) {
		return new Writing(new HashSet<>(), visit);
	}

	static @Nullable Writing of(SerializationContext ctxt) {
		return (ctxt.getAttribute(KEY) instanceof Writing writing) ? writing : null;
	}

	/**
	 * Sees each bean and each container before it is written.
	 */
	interface Visit {

		/**
		 * Decides how an object is written.
		 * @param value the object
		 * @param gen what the visit writes to if it writes something in its place
		 * @return {@code true} if the object's content is to be written, {@code false} if
		 * the visit has written something in its place
		 */
		boolean enter(Object value, JsonGenerator gen);

	}

}
