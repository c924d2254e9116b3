package io.github.redissession.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A command as {@code MONITOR} shows it.
 *
 * @param source the client's address, or {@code lua} if a script has called it
 * @param words the name and the arguments, bytes that are not UTF-8 replaced
 */
public record MonitoredCommand(String source, List<String> words) {

	private static final String SCRIPT = "lua";

	/** Parses {@code 1339518083.107412 [0 127.0.0.1:60866] "SET" "a" "\x00b"}. */
	static MonitoredCommand parse(String line) {
		int open = line.indexOf('[');
		int close = line.indexOf("] ", open);
		String source = line.substring(line.indexOf(' ', open) + 1, close);
		List<String> words = new ArrayList<>();
		int at = line.indexOf('"', close);
		while (at >= 0) {
			ByteArrayOutputStream word = new ByteArrayOutputStream();
			at = line.indexOf('"', unquote(line, at + 1, word));
			words.add(word.toString(StandardCharsets.UTF_8));
		}
		return new MonitoredCommand(source, List.copyOf(words));
	}

	/** Reads up to the closing quote, and returns the position after it. */
	private static int unquote(String line, int start, ByteArrayOutputStream word) {
		int at = start;
		while (line.charAt(at) != '"') {
			char next = line.charAt(at++);
			if (next != '\\') {
				word.write(next);
				continue;
			}
			char escaped = line.charAt(at++);
			if (escaped == 'x') {
				word.write(Integer.parseInt(line.substring(at, at + 2), 16));
				at += 2;
			}
			else {
				word.write(switch (escaped) {
					case 'n' -> '\n';
					case 'r' -> '\r';
					case 't' -> '\t';
					case 'a' -> 7;
					case 'b' -> '\b';
					default -> escaped;
				});
			}
		}
		return at + 1;
	}

	/**
	 * Returns the name of the command.
	 * @return the name in upper case
	 */
	public String name() {
		return this.words.get(0).toUpperCase(Locale.ROOT);
	}

	/**
	 * Whether a script has called the command, and not a client.
	 * @return {@code true} for a script
	 */
	public boolean isFromScript() {
		return this.source.equals(SCRIPT);
	}

}
