package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata from which editors describe the properties.
 */
class ConfigurationMetadataTests {

	private static final String PREFIX = "redis-session.";

	@Test
	void everyPropertyIsDescribedByASentence() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(properties).hasSizeGreaterThan(30);
		assertThat(properties).allSatisfy((name, property) -> {
			assertThat(property.path("description").asString("")).matches("\\p{Lu}[^\n]+\\.");
			assertThat(property.path("type").asString("")).isNotEmpty();
		});
	}

	@Test
	void defaultsAreShown() throws IOException {
		Map<String, JsonNode> properties = properties();
		assertThat(properties.get("redis-session.namespace").path("description").asString())
			.contains("Defaults to 'session-' and the name of the application");
		assertThat(properties.get("redis-session.expiry.touch-interval").path("defaultValue").asString())
			.isEqualTo("1m");
		assertThat(properties.get("redis-session.expiry.max-lifetime").path("defaultValue").asString())
			.isEqualTo("30d");
		assertThat(properties.get("redis-session.resilience.timeout").path("defaultValue").asString()).isEqualTo("1s");
		assertThat(properties.get("redis-session.events.grace").path("defaultValue").asString()).isEqualTo("5m");
		assertThat(properties.get("redis-session.events.enabled").path("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void noPropertyIsThereTwice() throws IOException {
		List<String> names = new ArrayList<>();
		for (JsonNode property : ours()) {
			names.add(property.path("name").asString());
		}
		assertThat(names).doesNotHaveDuplicates();
	}

	/**
	 * Compares the page, or writes it with {@code -Dconfiguration.reference=write}.
	 */
	@Test
	void thePageInTheDocumentationSaysTheSame() throws Exception {
		Path page = Path.of("..", "docs", "configuration.md");
		String reference = ConfigurationReference.of(ours());
		if ("write".equals(System.getProperty("configuration.reference"))) {
			Files.writeString(page, reference);
		}
		assertThat(page).as("Run this test with -Dconfiguration.reference=write").hasContent(reference);
	}

	private static Map<String, JsonNode> properties() throws IOException {
		Map<String, JsonNode> properties = new HashMap<>();
		ours().forEach((property) -> properties.put(property.path("name").asString(), property));
		return properties;
	}

	private static List<JsonNode> ours() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		for (URL url : Collections.list(ConfigurationMetadataTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
					if (property.path("name").asString().startsWith(PREFIX)) {
						properties.add(property);
					}
				}
			}
		}
		return properties;
	}

}
