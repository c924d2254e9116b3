package io.github.redissession.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.github.redissession.Device;
import io.github.redissession.index.IndexName;
import io.github.redissession.spi.SessionRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that {@code docs/storage.md} defines every key and every hash field once.
 */
class StorageDocumentTests {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern PUT = Pattern.compile("\\bput\\('([^']+)'");

	private static final Pattern HSET = Pattern.compile("'HSET', key, ([^)]+)\\)");

	@Test
	void everyFieldOfASessionIsDefinedOnce() throws IOException {
		Set<String> written = new TreeSet<>(Set.of(SessionRecord.PRINCIPAL, SessionRecord.ORIGIN, SessionRecord.UNBINDS,
				SessionRecord.ADOPTED, SessionRecord.INDEX_PREFIX + "<name>", SessionHash.ATTRIBUTE_PREFIX + "<name>"));
		Map<String, String> device = Map.of("device.ip", "192.0.2.1", "device.agent", "Firefox");
		assertThat(Device.of(device)).isEqualTo(new Device("192.0.2.1", "Firefox"));
		written.addAll(device.keySet());
		PUT.matcher(script("save.lua")).results().forEach((call) -> written.add(call.group(1)));
		HSET.matcher(script("take.lua")).results().forEach((call) -> written.addAll(names(call.group(1))));
		assertThat(written).contains("v", "created", "expires", "grace", "moved", "was", "ended");
		assertThat(defined("Fields")).containsExactlyInAnyOrderElementsOf(written);
	}

	@Test
	void everyKeyIsDefinedOnce() throws IOException {
		SessionKeys keys = new SessionKeys("<namespace>");
		List<String> written = new ArrayList<>();
		for (byte[] key : List.of(keys.session("<id>"), keys.index(IndexName.user("<principal>")), keys.expiry(0),
				keys.index(IndexName.tag("<name>", "<value>")), keys.index(IndexName.tagValues("<name>")),
				keys.index(IndexName.number("<name>", null)), keys.index(new IndexName("search", "indexes")),
				keys.events(), keys.expired(), keys.unhandled(), keys.handled("<group>", "<id>"), keys.applications(),
				keys.probe("<node>", 0), keys.takeover())) {
			written.add(SessionHash.string(key).replaceFirst(":0$", ":<0..15>"));
		}
		assertThat(defined("Keys")).containsExactlyInAnyOrderElementsOf(written);
	}

	/**
	 * The first column of the tables under a heading, without the heads of the columns.
	 */
	private static List<String> defined(String heading) throws IOException {
		String page = Files.readString(Path.of("..", "docs", "storage.md"));
		String section = page.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
		return section.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.split("\\|")[1])
			.flatMap((column) -> CODE.matcher(column).results().map((code) -> code.group(1)))
			.toList();
	}

	/** Every other argument, the first one included, is the name of a field in quotes. */
	private static List<String> names(String arguments) {
		String[] parts = arguments.split(", ");
		List<String> names = new ArrayList<>();
		for (int i = 0; i < parts.length; i += 2) {
			names.add(parts[i].replace("'", ""));
		}
		return names;
	}

	private static String script(String name) throws IOException {
		return Files.readString(Path.of("src/main/resources/io/github/redissession/redis", name));
	}

}
