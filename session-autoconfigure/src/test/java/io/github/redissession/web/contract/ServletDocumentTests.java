package io.github.redissession.web.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about the servlet API lists every deviation, and every deviation belongs to a
 * case.
 */
class ServletDocumentTests {

	private static final Path PAGE = Path.of("../docs/servlet.md");

	/** The table is between this line and the next empty one. */
	private static final String HEAD = "| what | Tomcat | Jetty | Redis Session | why |\n|---|---|---|---|---|\n";

	/**
	 * Compares the table, or writes it with {@code -Dservlet.page=write}.
	 */
	@Test
	void thePageListsTheDeviations() throws IOException {
		String page = Files.readString(PAGE);
		int start = page.indexOf(HEAD) + HEAD.length();
		int end = page.indexOf("\n\n", start);
		assertThat(start).isGreaterThan(HEAD.length());
		String table = Stream.of(Deviation.values()).map(Deviation::row).collect(Collectors.joining("\n"));
		if ("write".equals(System.getProperty("servlet.page"))) {
			Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
		}
		else {
			assertThat(page.substring(start, end)).as("Run this test with -Dservlet.page=write").isEqualTo(table);
		}
	}

	@Test
	void everyDeviationBelongsToACase() throws IOException {
		Path folder = Path.of("src/test/java", getClass().getPackageName().replace('.', '/'));
		StringBuilder cases = new StringBuilder();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path contract : files.filter((file) -> file.toString().endsWith("Contract.java")).toList()) {
				cases.append(Files.readString(contract));
			}
		}
		assertThat(Deviation.values()).allMatch((deviation) -> cases.indexOf("(Deviation." + deviation + ")") >= 0);
	}

}
