package io.github.redissession.query.plan;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import io.github.redissession.query.SessionQueryException;
import io.github.redissession.query.SessionSort;

/**
 * Where a page has ended. A client holds it, so nothing in it is trusted: it can only
 * name another place in the answer to the same question, or another total.
 *
 * @param question a checksum of the question and the order
 * @param way the way that the answer goes
 * @param total how many sessions there were in all when the first page was answered
 * @param position the place
 */
public record Cursor(long question, int way, long total, Position position) {

	private static final Pattern TEXT = Pattern
		.compile("1\\.(\\d{1,10})\\.(\\d{1,3})\\.(\\d{1,15})\\.(-?\\d{1,18})\\.([A-Za-z0-9_-]{1,128})");

	private static final int LONGEST = 400;

	/**
	 * Reads a cursor.
	 * @throws SessionQueryException if it is none of this question
	 */
	public static @Nullable Cursor read(@Nullable String text, Condition condition, SessionSort sort) {
		if (text == null) {
			return null;
		}
		Matcher matcher = TEXT.matcher(decode(text));
		if (matcher.matches() && Long.parseLong(matcher.group(1)) == checksum(condition, sort)) {
			return new Cursor(Long.parseLong(matcher.group(1)), Integer.parseInt(matcher.group(2)),
					Long.parseLong(matcher.group(3)), new Position(Long.parseLong(matcher.group(4)), matcher.group(5)));
		}
		throw new SessionQueryException("The cursor is none of this question in this order: begin with the first page");
	}

	private static String decode(String text) {
		try {
			return (text.length() > LONGEST) ? ""
					: new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	public static String write(Condition condition, SessionSort sort, int way, long total, Position position) {
		String text = "1.%d.%d.%d.%d.%s".formatted(checksum(condition, sort), way, total, position.key(),
				position.id());
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private static long checksum(Condition condition, SessionSort sort) {
		CRC32 checksum = new CRC32();
		checksum.update((condition + " " + sort).getBytes(StandardCharsets.UTF_8));
		return checksum.getValue();
	}

}
