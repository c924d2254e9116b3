package io.github.redissession.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * Generates the page that describes the properties from their metadata.
 */
final class ConfigurationReference {

	private static final String PREFIX = "redis-session.";

	private static final String HEAD = """
			# Configuration

			All properties of the starter, generated from the metadata that editors show; a test fails if this page differs from it.
			Durations are written as `30s`, `5m`, `12h`, `7d`, and sizes as `64KB`, `4MB`. Names are relative to `redis-session.`.
			""";

	private static final Map<String, String> PLAIN = Map.ofEntries(Map.entry("java.lang.String", "text"),
			Map.entry("java.lang.Boolean", "`true`, `false`"), Map.entry("java.lang.Integer", "number"),
			Map.entry("java.lang.Long", "number"), Map.entry("java.lang.Double", "number"),
			Map.entry("java.lang.Float", "number"), Map.entry("java.time.Duration", "duration"),
			Map.entry("java.time.LocalDate", "date"), Map.entry("org.springframework.util.unit.DataSize", "size"));

	private ConfigurationReference() {
	}

	static String of(List<JsonNode> properties) throws ClassNotFoundException {
		Map<String, Map<String, JsonNode>> groups = new TreeMap<>();
		for (JsonNode property : properties) {
			String name = property.path("name").asString().substring(PREFIX.length());
			String group = name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
			groups.computeIfAbsent(group, (key) -> new TreeMap<>()).put(name, property);
		}
		StringBuilder page = new StringBuilder(HEAD);
		for (Map.Entry<String, Map<String, JsonNode>> group : groups.entrySet()) {
			page.append(group.getKey().isEmpty() ? "" : "\n## " + group.getKey() + "\n");
			page.append("\n| property | value | default | |\n|---|---|---|---|\n");
			for (Map.Entry<String, JsonNode> property : group.getValue().entrySet()) {
				page.append(row(property.getKey(), property.getValue()));
			}
		}
		return page.toString();
	}

	private static String row(String name, JsonNode property) throws ClassNotFoundException {
		JsonNode value = property.path("defaultValue");
		List<String> values = value.isArray() ? value.valueStream().map(JsonNode::asString).toList()
				: value.isMissingNode() ? List.of() : List.of(value.asString());
		String defaults = values.isEmpty() ? "" : "`" + String.join("`, `", values) + "`";
		return "| `%s` | %s | %s | %s |\n".formatted(name, type(property.path("type").asString()), defaults,
				property.path("description").asString().replace("|", "\\|"));
	}

	private static String type(String type) throws ClassNotFoundException {
		if (PLAIN.containsKey(type)) {
			return PLAIN.get(type);
		}
		if (type.startsWith("java.util.Map<")) {
			return "by name: " + type(type.substring(type.indexOf(',') + 1, type.length() - 1));
		}
		if (type.endsWith(">")) {
			return "list of " + type(type.substring(type.indexOf('<') + 1, type.length() - 1));
		}
		Class<?> values = Class.forName(type);
		return values.isRecord()
				? Stream.of(values.getRecordComponents())
					.map(RecordComponent::getName)
					.map(ConfigurationReference::kebab)
					.collect(Collectors.joining("`, `", "`", "`"))
				: Arrays.stream(values.getEnumConstants())
					.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
					.collect(Collectors.joining("`, `", "`", "`"));
	}

	private static String kebab(String name) {
		return name.replaceAll("(\\p{Lu})", "-$1").toLowerCase(Locale.ROOT);
	}

}
