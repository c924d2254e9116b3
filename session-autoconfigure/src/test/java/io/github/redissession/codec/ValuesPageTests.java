package io.github.redissession.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the kinds of values says what happens to them.
 */
class ValuesPageTests {

	/**
	 * Compares the page, or writes it with {@code -Dvalues.page=write}.
	 */
	@Test
	void thePageSaysWhatHappens() throws IOException {
		Path page = Path.of("../docs/values.md");
		List<ValueKind> kinds = ValueKinds.all();
		assertThat(kinds).hasSizeGreaterThanOrEqualTo(250);
		String text = new ValuesPage(List.of(ValuesPageTests.class.getPackageName())).text(kinds);
		if ("write".equals(System.getProperty("values.page"))) {
			Files.writeString(page, text);
		}
		assertThat(page).as("Run this test with -Dvalues.page=write").hasContent(text);
	}

}
