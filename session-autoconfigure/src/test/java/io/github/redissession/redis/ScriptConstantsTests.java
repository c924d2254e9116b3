package io.github.redissession.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.redissession.index.ScoreRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The constants that scripts share with each other and with Java are the same everywhere.
 * They are not arguments of the scripts, because every change of an index would send
 * them.
 */
class ScriptConstantsTests {

	private static final Path SCRIPTS = Path.of("src/main/resources/io/github/redissession/redis");

	private static final Pattern CONSTANTS = Pattern.compile("(?m)^local ([A-Z][A-Z_, ]*) = (.*)$");

	/** A number of four digits or more, or with an exponent. */
	private static final Pattern LARGE = Pattern.compile("(?<![\\w.'%])(\\d{4,}|\\d+(\\.\\d+)?e\\d+)");

	/**
	 * Conversions of units, how many arguments a command takes at once, and the distance
	 * by which sessions without a place come before all others: no other script and no
	 * Java code has to know these.
	 */
	private static final List<String> LOCAL = List.of("1000", "1000000", "5e14");

	private static final Map<String, Double> JAVA = Map.of("MARK_MILLIS", (double) RedisSettings.MARK.toMillis(),
			"RESERVATION_MICROS", 1000.0 * RedisSettings.RESERVATION.toMillis(), "BEGINNING_OFFSET",
			ScoreRange.BEGINNING, "PLACE_OFFSET", IndexEntries.PLACE_OFFSET);

	@Test
	void everyConstantOfAScriptIsTheOneOfJava() {
		Map<String, Double> found = new HashMap<>();
		scripts().forEach((name, text) -> constants(text).forEach((constant, value) -> {
			assertThat(value).as("%s in %s", constant, name).isEqualTo(JAVA.get(constant));
			found.put(constant, value);
		}));
		assertThat(found).isEqualTo(JAVA);
	}

	@Test
	void noScriptSpellsAConstantASecondTime() {
		scripts().forEach((name, text) -> {
			String code = CONSTANTS.matcher(text).replaceAll("").replaceAll("(?m)--.*$", "");
			assertThat(LARGE.matcher(code)
				.results()
				.map((number) -> number.group())
				.filter((number) -> !LOCAL.contains(number))).as(name).isEmpty();
		});
	}

	private static Map<String, Double> constants(String script) {
		Map<String, Double> constants = new HashMap<>();
		for (Matcher line = CONSTANTS.matcher(script); line.find();) {
			String[] names = line.group(1).split(", ");
			String[] values = line.group(2).split(", ");
			for (int i = 0; i < names.length; i++) {
				constants.put(names[i], Double.valueOf(values[i]));
			}
		}
		return constants;
	}

	private static Map<String, String> scripts() {
		Map<String, String> scripts = new HashMap<>();
		try (Stream<Path> files = Files.walk(SCRIPTS)) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".lua")).toList()) {
				scripts.put(file.getFileName().toString(), Files.readString(file));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return scripts;
	}

}
