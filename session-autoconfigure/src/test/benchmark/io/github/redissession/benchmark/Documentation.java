package io.github.redissession.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Puts results between two marks in {@code docs/performance.md}.
 */
final class Documentation {

	private static final String BEGIN = "<!-- results -->\n";

	private static final String END = "<!-- end of results -->";

	private Documentation() {
	}

	static void update(String tables, String plot) throws IOException {
		Path docs = Path.of("docs").toAbsolutePath();
		if (!Files.isDirectory(docs)) {
			docs = Path.of("../docs").toAbsolutePath().normalize();
		}
		Path page = docs.resolve("performance.md");
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		Files.writeString(page, text.substring(0, begin) + "\n" + tables + "\n" + text.substring(text.indexOf(END)));
		Files.writeString(docs.resolve("images/performance.svg"), plot);
	}

}
