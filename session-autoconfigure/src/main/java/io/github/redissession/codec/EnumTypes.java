package io.github.redissession.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the enum that an enum container is for, also when the container is empty.
 */
final class EnumTypes {

	private EnumTypes() {
	}

	static Class<?> of(EnumSet<?> set) {
		EnumSet<?> constants = set.isEmpty() ? EnumSet.complementOf(set) : set;
		if (constants.isEmpty()) {
			throw UnfitTypeException.because(EnumSet.class, "of an enum without constants cannot be read back");
		}
		return constants.iterator().next().getDeclaringClass();
	}

	static Class<?> of(EnumMap<?, ?> map) {
		if (!map.isEmpty()) {
			return map.keySet().iterator().next().getDeclaringClass();
		}
		// An empty map tells its enum to nobody but Java serialisation.
		try (KeyTypeProbe probe = new KeyTypeProbe()) {
			probe.writeObject(map);
			if (probe.keyType != null) {
				return probe.keyType;
			}
		}
		catch (IOException ex) {
			// Nothing is written, so nothing can fail; fall through if it does.
		}
		throw UnfitTypeException.because(EnumMap.class, "does not tell its enum");
	}

	/**
	 * Sees which enum the description of an object mentions, and writes nothing.
	 */
	private static final class KeyTypeProbe extends ObjectOutputStream {

		private @Nullable Class<?> keyType;

		KeyTypeProbe() throws IOException {
			super(OutputStream.nullOutputStream());
		}

		@Override
		protected void annotateClass(Class<?> type) {
			if (JdkTypes.isEnum(type)) {
				this.keyType = type;
			}
		}

	}

}
