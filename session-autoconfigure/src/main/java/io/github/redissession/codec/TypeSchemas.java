package io.github.redissession.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;

import io.github.redissession.spi.SessionAttributeUpcaster;

/**
 * Holds the other names of classes, and the upcasters between versions of their schemas.
 */
final class TypeSchemas {

	/** Separates a class name from a version other than the first. */
	static final char VERSION = '#';

	private static final String ALIASES = "redis-session.codec.type-aliases";

	private final Map<String, String> aliases;

	private final Map<String, NavigableMap<Integer, SessionAttributeUpcaster>> upcasters = new HashMap<>();

	private TypeSchemas(Map<String, String> aliases) {
		this.aliases = Map.copyOf(aliases);
	}

	static TypeSchemas of(CodecSettings settings) {
		TypeSchemas schemas = new TypeSchemas(settings.typeAliases());
		schemas.aliases.forEach((stored, present) -> {
			if (schemas.aliases.containsKey(present) || JdkTypes.byId(stored) != null) {
				throw new IllegalArgumentException(
						ALIASES + " maps " + stored + " to " + present + ", but " + ((JdkTypes.byId(stored) != null)
								? stored + " is a JDK type" : present + " is itself a stored name"));
			}
		});
		settings.upcasters().forEach(schemas::add);
		schemas.upcasters.values().forEach(TypeSchemas::checkGaps);
		return schemas;
	}

	private void add(SessionAttributeUpcaster upcaster) {
		int from = upcaster.fromVersion();
		Object before = this.upcasters.computeIfAbsent(upcaster.type(), (type) -> new TreeMap<>()).put(from, upcaster);
		if (from < 1 || before != null) {
			throw new IllegalArgumentException("The SessionAttributeUpcaster " + upcaster.getClass().getName()
					+ " reads version " + from + " of " + upcaster.type()
					+ ((before != null) ? ", as another one does" : ", but the first version is 1"));
		}
	}

	private static void checkGaps(NavigableMap<Integer, SessionAttributeUpcaster> chain) {
		if (chain.lastKey() - chain.firstKey() + 1 != chain.size()) {
			throw new IllegalArgumentException("The beans of type SessionAttributeUpcaster for "
					+ chain.firstEntry().getValue().type() + " leave a gap between versions: " + chain.keySet());
		}
	}

	/**
	 * Returns the version in an id; an id without one has version 1.
	 */
	static int versionOf(String id) {
		int mark = id.indexOf(VERSION);
		if (mark < 0) {
			return 1;
		}
		String version = id.substring(mark + 1);
		if (!version.matches("[1-9][0-9]{0,6}") || version.equals("1")) {
			throw UnfitTypeException.unknownId(id);
		}
		return Integer.parseInt(version);
	}

	static String nameOf(String id) {
		int mark = id.indexOf(VERSION);
		return (mark < 0) ? id : id.substring(0, mark);
	}

	String presentName(String name) {
		return this.aliases.getOrDefault(name, name);
	}

	int version(String typeName) {
		NavigableMap<Integer, SessionAttributeUpcaster> chain = this.upcasters.get(typeName);
		return (chain != null) ? chain.lastKey() + 1 : 1;
	}

	/**
	 * Returns what follows a class name in a type id: the current version unless it is 1.
	 */
	String suffix(Class<?> type) {
		int version = this.upcasters.isEmpty() ? 1 : version(type.getName());
		return (version > 1) ? VERSION + Integer.toString(version) : "";
	}

	/**
	 * Returns a deserializer of one version, given that of the current version.
	 */
	ValueDeserializer<Object> deserializer(Class<?> type, int version, ValueDeserializer<Object> present) {
		int last = version(type.getName());
		if (version == last) {
			return present;
		}
		NavigableMap<Integer, SessionAttributeUpcaster> chain = this.upcasters.get(type.getName());
		if (chain == null || version > last || !chain.containsKey(version)) {
			throw UnfitTypeException.because(type,
					"is stored in version " + version + ", but this application reads "
							+ ((chain != null) ? chain.firstKey() + " to " : "only ") + last
							+ "; a SessionAttributeUpcaster can read older ones");
		}
		return new UpcastingDeserializer(chain.tailMap(version, true), present);
	}

	/**
	 * Applies upcasters one after the other and reads the result.
	 */
	private static final class UpcastingDeserializer extends ValueDeserializer<Object> {

		private final NavigableMap<Integer, SessionAttributeUpcaster> chain;

		private final ValueDeserializer<Object> present;

		UpcastingDeserializer(NavigableMap<Integer, SessionAttributeUpcaster> chain,
				ValueDeserializer<Object> present) {
			this.chain = chain;
			this.present = present;
		}

		@Override
		public @Nullable Object deserialize(JsonParser p, DeserializationContext ctxt) {
			JsonNode content = ctxt.readTree(p);
			for (SessionAttributeUpcaster upcaster : this.chain.values()) {
				content = upcaster.upcast(content);
			}
			try (JsonParser parser = ctxt.treeAsTokens(content)) {
				parser.nextToken();
				return this.present.deserialize(parser, ctxt);
			}
		}

	}

}
